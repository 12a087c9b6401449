/** @jsxImportSource react */
// Pages of Microsoft's consoles that show one thing at a time, or a table, as documentation words them, in Microsoft's own components. Written from the documentation, not from the recipes.
import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Dropdown,
  Field,
  FluentProvider,
  Input,
  List,
  ListItem,
  Option,
  Switch,
  Tab,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  TabList,
  webLightTheme,
} from '@fluentui/react-components'

const alerts = [
  ['Messages have been delayed', 'On', ['soc@example.com', 'ops@example.com']],
  ['Suspicious connector activity', 'On', []],
  ['Email messages removed after delivery', 'Off', []],
]

function Environment() {
  const [app, setApp] = useState('Model-driven')
  const [enforced, setEnforced] = useState({ 'Model-driven': true, 'Canvas': false })
  return (
    <>
      <h1>Privacy + Security</h1>
      <h2>Content security policy</h2>
      <Switch label="Enable reporting" defaultChecked />
      <TabList selectedValue={app} onTabSelect={(_, data) => setApp(data.value)}>
        {Object.keys(enforced).map(name => (
          <Tab key={name} value={name}>
            {name}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel">
        <Switch
          label="Enforce content security policy"
          checked={enforced[app]}
          onChange={(_, data) => setEnforced({ ...enforced, [app]: data.checked })}
        />
      </div>
      <Button>Save</Button>
    </>
  )
}

function Alerts() {
  const [open, setOpen] = useState(null)
  const shown = alerts.find(([name]) => name === open)
  return (
    <>
      <h1>Alert policy</h1>
      <Table aria-label="Alert policy" role="grid" aria-rowcount={alerts.length + 1}>
        <TableHeader>
          <TableRow>
            {['Name', 'Severity', 'Status'].map(name => (
              <TableHeaderCell key={name}>{name}</TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {alerts.map(([name, status]) => (
            <TableRow key={name}>
              <TableCell>
                <Button onClick={() => setOpen(name)}>{name}</Button>
              </TableCell>
              <TableCell>Medium</TableCell>
              <TableCell>{status}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {shown && (
        <Dialog open modalType="non-modal">
          <DialogSurface>
            <DialogBody>
              <DialogTitle>{shown[0]}</DialogTitle>
              <DialogContent>
                <h3>Set your recipients</h3>
                <div>
                  <span>Email recipients</span>
                  <List>
                    {shown[2].map(address => (
                      <ListItem key={address}>{address}</ListItem>
                    ))}
                  </List>
                </div>
                <Button onClick={() => setOpen(alerts[1][0])}>Next</Button>
              </DialogContent>
            </DialogBody>
          </DialogSurface>
        </Dialog>
      )}
    </>
  )
}

const choices = ['Audit only', 'Block with override', 'Block']
function Rule() {
  return (
    <>
      <h1>Edit rule</h1>
      <Field label="Name">
        <Input defaultValue="High volume" />
      </Field>
      <h2>Audit or restrict activities on devices</h2>
      {[
        ['Copy or move using unallowed Bluetooth app', 'Block'],
        ['Access by restricted apps', 'Audit only'],
      ].map(([label, value]) => (
        <Field key={label} label={label}>
          <Dropdown defaultValue={value} defaultSelectedOptions={[value]}>
            {choices.map(choice => (
              <Option key={choice} value={choice}>
                {choice}
              </Option>
            ))}
          </Dropdown>
        </Field>
      ))}
      <Button>Save</Button>
    </>
  )
}

function Retention() {
  return (
    <>
      <h1>Audit</h1>
      <TabList selectedValue="retention">
        <Tab value="search">Search</Tab>
        <Tab value="retention">Audit retention policies</Tab>
      </TabList>
      <div role="tabpanel">
        <Table>
          <TableHeader>
            <TableRow>
              {['Policy name', 'Record types', 'Duration', 'Priority'].map(name => (
                <TableHeaderCell key={name}>{name}</TableHeaderCell>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {[
              ['Teams', 'MicrosoftTeams', '1 Year', '10'],
              ['Sign-ins', 'AzureActiveDirectory', '10 Years', '20'],
            ].map(row => (
              <TableRow key={row[0]}>
                {row.map(cell => (
                  <TableCell key={cell}>{cell}</TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </>
  )
}

const pages = { Environment, Alerts, Rule, Retention }
let mounted = null
window.show = name => {
  mounted?.unmount()
  const at = document.createElement('div')
  document.querySelector('#root').replaceChildren(at)
  const Page = pages[name]
  mounted = createRoot(at)
  mounted.render(
    <FluentProvider theme={webLightTheme}>
      <Page />
    </FluentProvider>,
  )
}

/** @jsxImportSource react */
// Pages of Microsoft's consoles as their documentation words them, in Microsoft's own components. Written from the documentation, not from the recipes: either can be wrong without the other.
import { createRoot } from 'react-dom/client'
import {
  Button,
  Field,
  FluentProvider,
  Input,
  Radio,
  RadioGroup,
  SpinButton,
  Switch,
  webLightTheme,
} from '@fluentui/react-components'

const choice = (label, ...options) => ({ kind: 'choice', label, options })
const pages = {
  'Password reset | Properties': [
    choice('Self service password reset enabled', 'None', 'Selected', 'All'),
  ],
  'Password reset | Authentication methods': [
    choice('Number of methods required to reset', '1', '2'),
  ],
  'Password reset | Registration': [
    choice('Require users to register when signing in?', 'Yes', 'No'),
    {
      kind: 'number',
      label: 'Number of days before users are asked to re-confirm their authentication information',
      value: 180,
    },
  ],
  'Password reset | Notifications': [
    choice('Notify users on password resets?', 'Yes', 'No'),
    choice('Notify all admins when other admins reset their password?', 'Yes', 'No'),
  ],
  'Users | User settings': [
    choice('Show keep user signed in', 'Yes', 'No'),
    choice('LinkedIn account connections', 'Yes', 'Selected group', 'No'),
    choice('Restrict access to Microsoft Entra admin center', 'Yes', 'No'),
  ],
  'Groups | General': [
    choice('Owners can manage group membership requests in My Groups', 'Yes', 'No'),
    choice('Restrict user ability to access groups features in My Groups', 'Yes', 'No'),
  ],
  'Org-wide app settings': [
    { kind: 'switch', label: 'Third-party apps' },
    { kind: 'switch', label: 'Custom apps' },
    { kind: 'switch', label: 'Let users interact with custom apps in preview' },
  ],
  'Sway': [
    {
      kind: 'switch',
      label:
        'Let people in your organization share their sways with people outside your organization',
    },
  ],
}
window.pages = Object.keys(pages)
window.show = heading => {
  window.state = Object.fromEntries(
    pages[heading].map(item => [
      item.label,
      item.kind === 'choice' ? item.options[0] : item.kind === 'number' ? item.value : false,
    ]),
  )
  const set = (label, value) => {
    window.state[label] = value
  }
  document.querySelector('h1').textContent = heading
  const at = document.createElement('div')
  document.querySelector('#root').replaceChildren(at)
  createRoot(at).render(
    <FluentProvider theme={webLightTheme}>
      {pages[heading].map(item =>
        item.kind === 'switch' ? (
          <Switch
            key={item.label}
            label={item.label}
            onChange={(_, data) => set(item.label, data.checked)}
          />
        ) : item.kind === 'number' ? (
          <Field key={item.label} label={item.label}>
            <SpinButton
              defaultValue={item.value}
              onChange={(_, data) => {
                if (data.value !== undefined) set(item.label, data.value)
              }}
            />
          </Field>
        ) : (
          <Field key={item.label} label={item.label}>
            <RadioGroup
              defaultValue={item.options[0]}
              layout="horizontal"
              onChange={(_, data) => set(item.label, data.value)}
            >
              {item.options.map(option => (
                <Radio key={option} value={option} label={option} />
              ))}
            </RadioGroup>
          </Field>
        ),
      )}
      <Field label="Search resources, services, and docs">
        <Input />
      </Field>
      <Button>Save</Button>
    </FluentProvider>,
  )
}

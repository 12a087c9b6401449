/** @jsxImportSource react */
import { createRoot } from 'react-dom/client'
import {
  BaseStyles,
  Checkbox,
  FormControl,
  Radio,
  RadioGroup,
  Select,
  ThemeProvider,
  ToggleSwitch,
} from '@primer/react'

const set = name => value => {
  window.state[name] = value
}
window.state = { 'on-off': false, 'box': true, 'one': 'members', 'list': 'Members' }
createRoot(document.querySelector('#root')).render(
  <ThemeProvider>
    <BaseStyles>
      <p id="t">Require two-step sign-in</p>
      <ToggleSwitch aria-labelledby="t" onChange={set('on-off')} />
      <FormControl>
        <Checkbox defaultChecked onChange={event => set('box')(event.target.checked)} />
        <FormControl.Label>Allow public links</FormControl.Label>
      </FormControl>
      <RadioGroup name="who" onChange={set('one')}>
        <RadioGroup.Label>Who may invite</RadioGroup.Label>
        {['members', 'admins'].map(value => (
          <FormControl key={value}>
            <Radio value={value} defaultChecked={value === 'members'} />
            <FormControl.Label>{value}</FormControl.Label>
          </FormControl>
        ))}
      </RadioGroup>
      <FormControl>
        <FormControl.Label>Default role</FormControl.Label>
        <Select defaultValue="Members" onChange={event => set('list')(event.target.value)}>
          {['Members', 'Admins'].map(value => (
            <Select.Option key={value} value={value}>
              {value}
            </Select.Option>
          ))}
        </Select>
      </FormControl>
    </BaseStyles>
  </ThemeProvider>,
)

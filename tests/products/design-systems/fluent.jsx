/** @jsxImportSource react */
import { createRoot } from 'react-dom/client'
import {
  Checkbox,
  Dropdown,
  Field,
  FluentProvider,
  Option,
  Radio,
  RadioGroup,
  Switch,
  webLightTheme,
} from '@fluentui/react-components'

const set = name => (_, data) => {
  window.state[name] = 'checked' in data ? data.checked : (data.optionValue ?? data.value)
}
window.state = { 'on-off': false, 'box': true, 'one': 'members', 'list': 'Members' }
createRoot(document.querySelector('#root')).render(
  <FluentProvider theme={webLightTheme}>
    <Switch label="Require two-step sign-in" onChange={set('on-off')} />
    <Checkbox defaultChecked label="Allow public links" onChange={set('box')} />
    <Field label="Who may invite">
      <RadioGroup defaultValue="members" onChange={set('one')}>
        {['members', 'admins'].map(value => (
          <Radio key={value} value={value} label={value} />
        ))}
      </RadioGroup>
    </Field>
    <Field label="Default role">
      <Dropdown
        defaultValue="Members"
        defaultSelectedOptions={['Members']}
        onOptionSelect={set('list')}
      >
        {['Members', 'Admins'].map(value => (
          <Option key={value} value={value}>
            {value}
          </Option>
        ))}
      </Dropdown>
    </Field>
  </FluentProvider>,
)

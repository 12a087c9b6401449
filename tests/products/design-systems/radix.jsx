/** @jsxImportSource react */
import { createRoot } from 'react-dom/client'
import * as Checkbox from '@radix-ui/react-checkbox'
import * as RadioGroup from '@radix-ui/react-radio-group'
import * as Select from '@radix-ui/react-select'
import * as Switch from '@radix-ui/react-switch'

const set = name => value => {
  window.state[name] = value
}
window.state = { 'on-off': false, 'box': true, 'one': 'members', 'list': 'Members' }
createRoot(document.querySelector('#root')).render(
  <>
    <p>
      <label htmlFor="s">Require two-step sign-in</label>{' '}
      <Switch.Root id="s" onCheckedChange={set('on-off')} style={{ width: 40, height: 20 }}>
        <Switch.Thumb />
      </Switch.Root>
    </p>
    <p>
      <Checkbox.Root
        id="c"
        defaultChecked
        onCheckedChange={set('box')}
        style={{ width: 20, height: 20 }}
      >
        <Checkbox.Indicator>x</Checkbox.Indicator>
      </Checkbox.Root>{' '}
      <label htmlFor="c">Allow public links</label>
    </p>
    <RadioGroup.Root aria-label="Who may invite" defaultValue="members" onValueChange={set('one')}>
      {['members', 'admins'].map(value => (
        <div key={value}>
          <RadioGroup.Item value={value} id={value} style={{ width: 20, height: 20 }}>
            <RadioGroup.Indicator>o</RadioGroup.Indicator>
          </RadioGroup.Item>{' '}
          <label htmlFor={value}>{value}</label>
        </div>
      ))}
    </RadioGroup.Root>
    <Select.Root defaultValue="Members" onValueChange={set('list')}>
      <Select.Trigger aria-label="Default role">
        <Select.Value />
        <Select.Icon />
      </Select.Trigger>
      <Select.Portal>
        <Select.Content position="popper">
          <Select.Viewport>
            {['Members', 'Admins'].map(value => (
              <Select.Item key={value} value={value}>
                <Select.ItemText>{value}</Select.ItemText>
              </Select.Item>
            ))}
          </Select.Viewport>
        </Select.Content>
      </Select.Portal>
    </Select.Root>
  </>,
)

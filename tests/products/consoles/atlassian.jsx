/** @jsxImportSource react */
// Pages of Atlassian's administration as its documentation words them, in Atlassian's own components. Written from the documentation, not from the recipes: either can be wrong without the other.
import { createRoot } from 'react-dom/client'
import Button from '@atlaskit/button/new'
import { Field } from '@atlaskit/form'
import { RadioGroup } from '@atlaskit/radio'
import Select from '@atlaskit/select'
import Toggle from '@atlaskit/toggle'

const toggle = label => ({ kind: 'toggle', label })
const choice = (label, ...options) => ({ kind: 'choice', label, options })
const list = (label, ...options) => ({ kind: 'list', label, options })
const pages = {
  'Authentication policy': [
    toggle('Enforce single sign-on'),
    choice('Two-step verification', 'Required', 'Optional'),
    toggle('Allow third-party login'),
    list('Password strength', 'Weak', 'Fair', 'Good', 'Strong', 'Very strong'),
    list('Idle session duration', '1 hour', '8 hours', '30 days'),
  ],
  'API tokens': [
    toggle('Allow users to create API tokens'),
    list('Token expiration', '1 week', '3 months', '1 year'),
  ],
  'External user policy': [
    toggle('Two-step verification'),
    toggle('API token access'),
    list('Session duration', '1 day', '7 days', '30 days'),
  ],
  'Mobile app policy': [
    toggle('Require biometric authentication or device passcode'),
    toggle('Block compromised devices'),
    toggle('Disable sharing, saving or backing up data'),
  ],
}
const set = (label, value) => {
  window.state[label] = value
}
window.pages = Object.keys(pages)
window.show = heading => {
  window.state = Object.fromEntries(
    pages[heading].map(item => [item.label, item.kind === 'toggle' ? false : item.options[0]]),
  )
  document.querySelector('h1').textContent = heading
  const at = document.createElement('div')
  document.querySelector('#root').replaceChildren(at)
  const options = item => item.options.map(value => ({ label: value, value, name: item.label }))
  createRoot(at).render(
    <>
      {pages[heading].map((item, i) =>
        item.kind === 'toggle' ? (
          <p key={item.label}>
            <label htmlFor={`t${i}`}>{item.label}</label>
            <Toggle id={`t${i}`} onChange={event => set(item.label, event.target.checked)} />
          </p>
        ) : item.kind === 'choice' ? (
          <fieldset key={item.label}>
            <legend>{item.label}</legend>
            <RadioGroup
              options={options(item)}
              defaultValue={item.options[0]}
              onChange={event => set(item.label, event.target.value)}
            />
          </fieldset>
        ) : (
          <Field key={item.label} name={item.label} label={item.label}>
            {({ fieldProps: { id } }) => (
              <Select
                inputId={id}
                options={options(item)}
                defaultValue={options(item)[0]}
                onChange={chosen => set(item.label, chosen.value)}
              />
            )}
          </Field>
        ),
      )}
      <Button appearance="primary">Save changes</Button>
      <p>Save</p>
    </>,
  )
}

/** @jsxImportSource react */
// Pages of Okta's admin console as its documentation words them, in Odyssey's components. Written from the documentation, not from the recipes: either can be wrong without the other.
import { createRoot } from 'react-dom/client'
import {
  Button,
  NativeSelect,
  OdysseyThemeProvider,
  Radio,
  RadioGroup,
  Switch,
  TextField,
} from '@okta/odyssey-react-mui'

const choice = (label, ...options) => ({ kind: 'choice', label, options })
const list = (label, ...options) => ({ kind: 'list', label, options })
const enabled = label => list(label, 'Enabled', 'Disabled')
const pages = {
  'General Security': [
    enabled('User enumeration prevention: Authentication'),
    enabled('User enumeration prevention: Recovery'),
    enabled('New sign-on notification email'),
    enabled('Authenticator enrolled notification email'),
    enabled('Authenticator reset notification email'),
    enabled('Password changed notification email'),
    enabled('Report suspicious activity via email'),
  ],
  'Account': [
    choice('Public client app admins', 'Enabled', 'Disabled'),
    choice('Give access to Okta Support', 'Enabled', 'Disabled'),
  ],
  'Okta Admin Console': [
    list('Session idle timeout', '5 minutes', '15 minutes', '1 hour'),
    { kind: 'switch', label: 'Session cookies persist across browser sessions' },
  ],
}
const set = (label, value) => {
  window.state[label] = value
}
window.pages = Object.keys(pages)
window.show = heading => {
  window.state = Object.fromEntries(
    pages[heading].map(item => [item.label, item.kind === 'switch' ? false : item.options[0]]),
  )
  document.querySelector('h1').textContent = heading
  const at = document.createElement('div')
  document.querySelector('#root').replaceChildren(at)
  createRoot(at).render(
    <OdysseyThemeProvider>
      <TextField label="Search for people, apps and groups" />
      {pages[heading].map(item =>
        item.kind === 'switch' ? (
          <Switch
            key={item.label}
            label={item.label}
            value={item.label}
            onChange={({ checked }) => set(item.label, checked)}
          />
        ) : item.kind === 'choice' ? (
          <RadioGroup
            key={item.label}
            label={item.label}
            defaultValue={item.options[0]}
            onChange={event => set(item.label, event.target.value)}
          >
            {item.options.map(option => (
              <Radio key={option} label={option} value={option} />
            ))}
          </RadioGroup>
        ) : (
          <NativeSelect
            key={item.label}
            label={item.label}
            defaultValue={item.options[0]}
            onChange={event => set(item.label, event.target.value)}
          >
            {item.options.map(option => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </NativeSelect>
        ),
      )}
      <Button label="Save" variant="primary" />
    </OdysseyThemeProvider>,
  )
}

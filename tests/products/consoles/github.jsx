/** @jsxImportSource react */
// Organization settings of GitHub as its documentation words them, in Primer's components. Written from the documentation, not from the recipes: either can be wrong without the other.
import { createRoot } from 'react-dom/client'
import { useState } from 'react'
import {
  BaseStyles,
  Button,
  Checkbox,
  FormControl,
  Heading,
  Radio,
  RadioGroup,
  TextInput,
  ThemeProvider,
} from '@primer/react'

const boxes = (...labels) => labels.map(label => ({ kind: 'box', label }))
const choice = (label, ...options) => ({ kind: 'choice', label, options })
const pages = {
  'Authentication security': boxes(
    'Require two-factor authentication for everyone in the acme organization.',
    'Only allow secure two-factor methods',
    'Require SAML SSO authentication for all members of the acme organization.',
  ),
  'Member privileges': boxes(
    'Allow members to change repository visibilities for this organization',
    'Allow members to delete or transfer repositories for this organization',
    'Allow members to delete issues for this organization',
    'Allow members to create teams',
  ),
  'Actions permissions': [
    choice(
      'Workflow permissions',
      'Read and write permissions',
      'Read repository contents and packages permissions',
    ),
    ...boxes('Allow GitHub Actions to create and approve pull requests'),
  ],
  'Third-party application access policy': [
    {
      kind: 'either',
      label: 'Setup application access restrictions',
      other: 'Remove restrictions',
    },
  ],
  'Fine-grained personal access tokens': [
    choice(
      'Require approval of fine-grained personal access tokens',
      'Require administrator approval',
      'Do not require administrator approval',
    ),
  ],
  'Tokens (classic)': [
    choice(
      'Personal access tokens (classic)',
      'Allow access via personal access tokens (classic)',
      'Restrict access via personal access tokens (classic)',
    ),
  ],
}
const set = (label, value) => {
  window.state[label] = value
}

function Either({ label, other }) {
  const [on, change] = useState(false)
  return (
    <Button
      onClick={() => {
        change(!on)
        set(label, !on)
      }}
    >
      {on ? other : label}
    </Button>
  )
}

window.pages = Object.keys(pages)
window.show = heading => {
  // Of a choice the state says of each option whether it is the chosen one.
  window.state = Object.fromEntries(
    pages[heading].flatMap(item =>
      item.kind === 'choice'
        ? item.options.map((option, i) => [option, i === 0])
        : [[item.label, false]],
    ),
  )
  document.querySelector('h1').textContent = heading
  const at = document.createElement('div')
  document.querySelector('#root').replaceChildren(at)
  createRoot(at).render(
    <ThemeProvider>
      <BaseStyles>
        <TextInput aria-label="Search or jump to" />
        {pages[heading].map(item =>
          item.kind === 'box' ? (
            <FormControl key={item.label}>
              <Checkbox onChange={event => set(item.label, event.target.checked)} />
              <FormControl.Label>{item.label}</FormControl.Label>
            </FormControl>
          ) : item.kind === 'either' ? (
            <Either key={item.label} {...item} />
          ) : (
            <RadioGroup
              key={item.label}
              name={item.label}
              onChange={chosen => item.options.forEach(option => set(option, option === chosen))}
            >
              <RadioGroup.Label>{item.label}</RadioGroup.Label>
              {item.options.map((option, i) => (
                <FormControl key={option}>
                  <Radio value={option} defaultChecked={i === 0} />
                  <FormControl.Label>{option}</FormControl.Label>
                </FormControl>
              ))}
            </RadioGroup>
          ),
        )}
        <Heading as="h3">Danger zone</Heading>
        <Button>Save</Button>
      </BaseStyles>
    </ThemeProvider>,
  )
}

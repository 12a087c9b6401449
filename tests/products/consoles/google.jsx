// Pages of Google's Admin console as its documentation words them, in Google's own components. Written from the documentation, not from the recipes.
import '@material/web/checkbox/checkbox.js'
import '@material/web/select/outlined-select.js'
import '@material/web/select/select-option.js'
import '@material/web/button/filled-button.js'

const pages = {
  'Account recovery': [
    { label: 'Allow admins and users to add recovery email information to their account' },
    { label: 'Allow admins and users to add recovery phone information to their account' },
  ],
  'Gemini conversation history and management': [
    { label: 'Gemini conversation history' },
    { label: 'Conversation retention', options: ['3 months', '18 months', '36 months'] },
  ],
  'Gemini app sharing': [{ label: 'Allow conversation sharing via link' }],
  'Malware and ransomware': [
    {
      label:
        'Drive automatically monitors unusual file changes to identify potential ransomware corruption',
    },
  ],
}
window.pages = Object.keys(pages)
window.show = heading => {
  window.state = Object.fromEntries(
    pages[heading].map(({ label, options }) => [label, options ? options[0] : false]),
  )
  document.querySelector('h1').textContent = heading
  document.querySelector('#root').innerHTML =
    pages[heading]
      .map(({ label, options }) =>
        options
          ? `<md-outlined-select label="${label}">${options.map((option, index) => `<md-select-option value="${option}"${index === 0 ? ' selected' : ''}><div slot="headline">${option}</div></md-select-option>`).join('')}</md-outlined-select>`
          : `<p><label><md-checkbox aria-label="${label}"></md-checkbox> ${label}</label></p>`,
      )
      .join('') + '<md-filled-button>Save</md-filled-button>'
  for (const box of document.querySelectorAll('md-checkbox'))
    box.addEventListener('change', () => {
      window.state[box.getAttribute('aria-label')] = box.checked
    })
  for (const list of document.querySelectorAll('md-outlined-select'))
    list.addEventListener('change', () => {
      window.state[list.label] = list.value
    })
}

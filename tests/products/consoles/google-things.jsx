// Pages of Google's Admin console that are not one box each, as its documentation words them, in Google's own components. Written from the documentation, not from the recipes.
import '@material/web/checkbox/checkbox.js'
import '@material/web/radio/radio.js'
import '@material/web/select/outlined-select.js'
import '@material/web/select/select-option.js'
import '@material/web/button/filled-button.js'

const box = (label, checked) =>
  `<p><label><md-checkbox aria-label="${label}"${checked ? ' checked' : ''}></md-checkbox> ${label}</label></p>`
const pages = {
  'Content reporting': () =>
    `<h2>Conversation types</h2>${['1:1 direct messages', 'Group messages', 'Spaces'].map(label => box(label, true)).join('')}<h2>Reporting categories</h2>${['Harassment', 'Discrimination', 'Explicit content', 'Spam', 'Confidential information', 'Sensitive information', 'Other'].map(label => box(label, true)).join('')}`,
  'Context-Aware Access': () =>
    '<p>Context-Aware Access is ON for everyone</p><md-filled-button id="turn">Turn off</md-filled-button>',
  'Gemini app': () =>
    `<h2>Service status</h2><div role="radiogroup" aria-label="Service status">${['ON for everyone', 'OFF for everyone'].map((label, i) => `<label><md-radio name="status" aria-label="${label}"${i === 0 ? ' checked' : ''}></md-radio> ${label}</label>`).join('')}</div>`,
  'Drive and Docs': () => pages['Gemini app'](),
  'Calendar Interop management': () =>
    `${box("Allow Google Calendar to display Exchange users' availability", false)}<md-outlined-select label="Endpoint type"><md-select-option value="g" selected><div slot="headline">Microsoft 365 (Graph API)</div></md-select-option></md-outlined-select>`,
}
window.show = heading => {
  document.querySelector('#root').innerHTML =
    `<h1>${heading}</h1>${pages[heading]()}<md-filled-button>Save</md-filled-button>`
}

import '@material/web/switch/switch.js'
import '@material/web/checkbox/checkbox.js'
import '@material/web/radio/radio.js'
import '@material/web/select/outlined-select.js'
import '@material/web/select/select-option.js'

window.state = { 'on-off': false, 'box': true, 'one': 'members', 'list': 'Members' }
document.querySelector('#root').innerHTML = `
  <p><label>Require two-step sign-in <md-switch aria-label="Require two-step sign-in"></md-switch></label></p>
  <p><label><md-checkbox checked aria-label="Allow public links"></md-checkbox> Allow public links</label></p>
  <div role="radiogroup" aria-label="Who may invite">${['members', 'admins'].map(value => `<p><md-radio name="who" id="${value}" value="${value}" aria-label="${value}"${value === 'members' ? ' checked' : ''}></md-radio><label for="${value}">${value}</label></p>`).join('')}</div>
  <md-outlined-select label="Default role">${['Members', 'Admins'].map(value => `<md-select-option value="${value}"${value === 'Members' ? ' selected' : ''}><div slot="headline">${value}</div></md-select-option>`).join('')}</md-outlined-select>`
const of = name => document.querySelector(name)
of('md-switch').addEventListener('change', event => {
  window.state['on-off'] = event.target.selected
})
of('md-checkbox').addEventListener('change', event => {
  window.state.box = event.target.checked
})
for (const radio of document.querySelectorAll('md-radio'))
  radio.addEventListener('change', () => {
    window.state.one = radio.value
  })
of('md-outlined-select').addEventListener('change', event => {
  window.state.list = event.target.value
})

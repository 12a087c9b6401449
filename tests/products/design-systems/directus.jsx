// The shape of Directus' own switch field (a button that says "checkbox" and keeps its state where a pressed button does, named by its state
// and not by its field), written by hand: its components are not published as a package.
window.state = { 'on-off': false, 'box': true }
const field = (name, title, on) =>
  `<div class="field" data-field="${name}"><div class="field-label">${title}</div><div class="interface"><button type="button" role="checkbox" class="v-checkbox${on ? ' checked' : ''}" aria-pressed="${on}"><span class="label">Enabled</span></button></div></div>`
document.querySelector('#root').innerHTML =
  field('require_tfa', 'Require two-step sign-in', false) +
  field('public_links', 'Allow public links', true)
for (const [name, state] of [
  ['require_tfa', 'on-off'],
  ['public_links', 'box'],
]) {
  const button = document.querySelector(`[data-field="${name}"] button`)
  button.addEventListener('click', () => {
    window.state[state] = !window.state[state]
    button.setAttribute('aria-pressed', String(window.state[state]))
    button.classList.toggle('checked', window.state[state])
  })
}

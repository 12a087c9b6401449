import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * An admin page as WordPress renders it (server-rendered form, saved by a submit), and a hostile
 * neighbour.
 */
export async function startSite(): Promise<{
  readonly base: string
  readonly state: { registration: boolean; role: string }
  close(): Promise<void>
}> {
  const state = { registration: false, role: 'subscriber' }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    if (request.method === 'POST') {
      let body = ''
      request.on('data', chunk => {
        body += String(chunk)
      })
      request.on('end', () => {
        const form = new URLSearchParams(body)
        state.registration = form.get('users_can_register') === '1'
        state.role = form.get('default_role') ?? state.role
        response.writeHead(303, { location: '/wp-admin/options-general.php' }).end()
      })
      return
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-src http://localhost:*; form-action 'self'",
    })
    response.end(
      path === '/wp-admin/options-general.php'
        ? page(state)
        : path === '/switches'
          ? switches
          : path === '/unknown'
            ? unknown
            : path === '/button'
              ? button
              : path === '/people' || path === '/wp-admin/people.php'
                ? people(new URL(`http://${request.headers.host}`).port)
                : '<!doctype html><title>Other</title><h1>Other page</h1>',
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/**
 * What a picture must not show (class `hide`, with the rule) and what it must (class `keep`), in
 * the ways pages write it.
 */
const people = (
  port: string,
): string => `<!doctype html><html lang="en"><head><title>People</title><style>body{font:15px system-ui;margin:20px} p{margin:9px 0} .split b{font-weight:400} iframe{width:300px;height:50px;border:3px solid #999} .zoom{zoom:1.5} .turned{transform:scale(1.2);transform-origin:0 0;display:inline-block}</style></head>
<body><h1>People</h1><p>Signed in as<span id="account" class="keep">admin@blog.example</span></p>
<p>Write to <span class="hide" data-rule="other-person">ada.lovelace@blog.example</span> or to <span class="keep">the office</span>.</p>
<p class="split">Split: <span class="hide" data-rule="other-person"><b>grace</b><i>@</i><b>navy</b>.example</span></p>
<p><a href="mailto:joan@blog.example" class="hide" data-rule="other-person">Joan Clarke</a></p>
<p>Token <code class="hide" data-rule="secret-text">ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2</code></p>
<p><label>Password <input type="password" class="hide" data-rule="secret-field" value="hunter2"></label> <label>Reply to <input class="hide" data-rule="other-person" value="radia@blog.example" size="30"></label></p>
<p class="zoom">Zoomed <span class="hide" data-rule="other-person">barbara@blog.example</span></p>
<p><span class="turned"><span class="hide" data-rule="other-person">shafi@blog.example</span></span></p>
<p><label><input type="checkbox" checked> <span class="keep">Public links</span></label></p>
<div id="host"></div><iframe srcdoc="<body style='margin:4px;font:15px system-ui'><span class=hide data-rule=other-person>hedy@blog.example</span>"></iframe>
<iframe src="http://localhost:${port}/other" class="hide" data-rule="other-origin"></iframe>
<script>document.querySelector('#host').attachShadow({ mode: 'closed' }).innerHTML = 'Closed: <span id="closed">evelyn@blog.example</span>'</script></body></html>`

/** A page that stays and saves by a button; its scripts may press it too. */
const button = `<!doctype html><html lang="en"><head><title>Links</title></head><body><h1>Links</h1><label><input type="checkbox" id="links" checked> Public links</label> <button type="button" id="save" disabled>Save</button> <p id="said"></p>
<script>
const [links, save] = [document.querySelector('#links'), document.querySelector('#save')]
links.onchange = () => { save.disabled = false; document.querySelector('#said').textContent = '' }
save.onclick = () => { save.disabled = true; document.querySelector('#said').textContent = 'Saved' }
</script></body></html>`

const unknown =
  '<!doctype html><html lang="en"><head><title>Sharing</title></head><body><h1>Sharing</h1><form><label><input type="checkbox" name="public_links" checked> Public links</label></form></body></html>'

/**
 * Controls that save by themselves: one in a closed shadow root, one in a frame of the same origin.
 * The button clicks by script, as a person cannot be told from it by the page.
 */
const switches = `<!doctype html><html lang="en"><head><title>Switches</title></head><body><h1>Switches</h1><div id="host" style="display:inline-block"></div><iframe srcdoc="<label>Framed role <select onchange=fetch('/saved')><option>Reader</option><option>Writer</option></select></label>"></iframe>
<script>
const root = document.querySelector('#host').attachShadow({ mode: 'closed' })
root.innerHTML = '<button role="switch" aria-checked="false" aria-label="Hidden switch" style="width:60px;height:24px"></button>'
root.firstChild.onclick = () => {
  root.firstChild.setAttribute('aria-checked', root.firstChild.getAttribute('aria-checked') !== 'true')
  fetch('/saved')
}
</script></body></html>`

function page(state: { readonly registration: boolean; readonly role: string }): string {
  const option = (value: string, label: string) =>
    `<option value="${value}"${state.role === value ? ' selected' : ''}>${label}</option>`
  return `<!doctype html><html lang="en-US"><head><title>General Settings</title>
<style>body{font:14px system-ui;margin:24px;background:#f0f0f1} div{color:red!important;transform:rotate(1deg)} th{text-align:left;width:200px;vertical-align:top;padding:16px 0} table div{transform:none}</style>
<script>
// What a hostile page would try: to see the extension, and to forge what it reads.
window.globalsBefore = Object.getOwnPropertyNames(window).length
window.heard = []
addEventListener('message', event => heard.push(String(event.data)))
</script></head>
<body><p>Howdy, <span id="account">admin</span></p><h1>General Settings</h1>
<form method="post"><table><tbody>
<tr><th>Membership</th><td><label for="users_can_register"><input name="users_can_register" type="checkbox" id="users_can_register" value="1"${state.registration ? ' checked' : ''}> Anyone can register</label></td></tr>
<tr><th><label for="default_role">New User Default Role</label></th><td><select name="default_role" id="default_role">${option('subscriber', 'Subscriber')}${option('editor', 'Editor')}</select></td></tr>
<tr><th>Mail password</th><td><input name="mailserver_pass" type="text" value="hunter2-plain-text"></td></tr>
</tbody></table><p><button id="submit">Save Changes</button></p></form></body></html>`
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startWordpressReplay } from '../../agent/demo/wordpress.ts'

test('the settings pages show, save and say so, as WordPress does', async context => {
  const site = await startWordpressReplay({ readers: 1 })
  context.after(() => site.close())
  const general = await (await fetch(`${site.url}/wp-admin/options-general.php`)).text()
  assert.match(
    general,
    /<input name="users_can_register" type="checkbox" id="users_can_register" value="1" checked="checked">/,
  )
  assert.match(general, /<option selected="selected" value="contributor">/)
  const nonce = /name="_wpnonce" value="([^"]+)"/.exec(general)?.[1] ?? ''
  const form = new URLSearchParams({
    option_page: 'general',
    action: 'update',
    _wpnonce: nonce,
    _wp_http_referer: '/wp-admin/options-general.php',
    blogname: 'x',
    default_role: 'subscriber',
  })
  const saved = await fetch(`${site.url}/wp-admin/options.php`, { method: 'POST', body: form })
  assert.equal(new URL(saved.url).search, '?settings-updated=true')
  assert.match(await saved.text(), /Settings saved\./)
  assert.equal(site.state.options['users_can_register'], '')
  assert.equal(site.state.options['default_role'], 'subscriber')
})

test('the search-engine box is inverted, the mail password stands in clear', async context => {
  const site = await startWordpressReplay({ readers: 1 })
  context.after(() => site.close())
  assert.match(
    await (await fetch(`${site.url}/wp-admin/options-reading.php`)).text(),
    /id="blog_public" value="0">/,
  )
  site.state.options['blog_public'] = '0'
  assert.match(
    await (await fetch(`${site.url}/wp-admin/options-reading.php`)).text(),
    /id="blog_public" value="0" checked="checked">/,
  )
  assert.match(
    await (await fetch(`${site.url}/wp-admin/options-writing.php`)).text(),
    /name="mailserver_pass" type="text" id="mailserver_pass" value="ebb-and-flow-1926"/,
  )
})

test('a form without the nonce, another host name and a write to the API are refused', async context => {
  const site = await startWordpressReplay({ readers: 1 })
  context.after(() => site.close())
  const form = new URLSearchParams({
    option_page: 'general',
    _wpnonce: 'guess',
    default_role: 'administrator',
  })
  assert.equal(
    (await fetch(`${site.url}/wp-admin/options.php`, { method: 'POST', body: form })).status,
    403,
  )
  assert.equal(site.state.options['default_role'], 'contributor')
  assert.equal(
    (await fetch(`${site.url}/wp-json/wp/v2/settings`, { method: 'POST', body: '{}' })).status,
    404,
  )
  assert.equal((await fetch(`${site.url.replace('127.0.0.1', 'localhost')}/wp-json/`)).status, 421)
})

import { adminPages } from './wordpress-pages.ts'
import type { AdminPage, Field, Row } from './wordpress-pages.ts'
import type { WordpressState } from './wordpress-state.ts'

/**
 * One settings page as WordPress renders it. @param saved shows the notice after the redirect from
 * options.php
 */
export function renderPage(
  state: WordpressState,
  file: string,
  page: AdminPage,
  nonce: string,
  saved: boolean,
): string {
  const menu = Object.entries(adminPages)
    .map(
      ([name, item]) =>
        `<li${name === file ? ' class="current"' : ''}><a href="${name}"${name === file ? ' aria-current="page"' : ''}>${item.heading.replace(' Settings', '')}</a></li>`,
    )
    .join('')
  const notice = saved
    ? '<div id="setting-error-settings_updated" class="notice notice-success settings-error is-dismissible"><p><strong>Settings saved.</strong></p></div>'
    : ''
  const title = `${page.heading} &lsaquo; ${escape(state.options['blogname'] ?? '')} &#8212; WordPress`
  return `<!DOCTYPE html>
<html class="wp-toolbar" lang="en-US"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body class="wp-admin wp-core-ui js ${file.replace('.php', '-php')} locale-en-us">
<div id="wpadminbar"><ul><li id="wp-admin-bar-site-name">${escape(state.options['blogname'] ?? '')}</li><li id="wp-admin-bar-my-account"><a class="ab-item" href="profile.php">Howdy, <span class="display-name">Marisol Vane</span></a></li></ul></div>
<div id="wpwrap"><div id="adminmenumain" role="navigation" aria-label="Main menu"><ul id="adminmenu"><li class="wp-menu-name">Settings<ul class="wp-submenu">${menu}</ul></li></ul></div>
<div id="wpcontent"><div id="wpbody" role="main"><div class="wrap"><h1>${page.heading}</h1>${notice}
<form method="post" action="options.php" novalidate="novalidate"><input type="hidden" name="option_page" value="${page.optionPage}"><input type="hidden" name="action" value="update"><input type="hidden" id="_wpnonce" name="_wpnonce" value="${nonce}"><input type="hidden" name="_wp_http_referer" value="/wp-admin/${file}">
<table class="form-table" role="presentation">${page.rows.map(row => renderRow(state, row)).join('\n')}</table>
<p class="submit"><input type="submit" name="submit" id="submit" class="button button-primary" value="Save Changes"></p></form></div></div></div></div></body></html>`
}

function renderRow(state: WordpressState, row: Row): string {
  const [first] = row.fields
  const boxes = row.fields.some(item => item.kind === 'box' || item.kind === 'radio')
  const head = boxes || !first ? row.title : `<label for="${first.option}">${row.title}</label>`
  const description = row.description ? `<p class="description">${row.description}</p>` : ''
  const cells = row.fields
    .map((item, i) => renderField(state.options[item.option] ?? '', item, !boxes && i > 0))
    .join(boxes ? '<br>' : ' ')
  return `<tr><th scope="row">${head}</th><td>${boxes ? `<fieldset><legend class="screen-reader-text"><span>${row.title}</span></legend>${cells}${description}</fieldset>` : cells + description}</td></tr>`
}

function renderField(stored: string, item: Field, labelled: boolean): string {
  switch (item.kind) {
    case 'box': {
      // Its value is 0 and it is ticked while the option is 0: an inverted box.
      const checked = item.option === 'blog_public' ? stored === '0' : stored === item.value
      return `<label for="${item.option}"><input name="${item.option}" type="checkbox" id="${item.option}" value="${item.value}"${checked ? ' checked="checked"' : ''}> ${item.label}</label>`
    }
    case 'select':
      return `<select name="${item.option}" id="${item.option}">${Object.entries(item.choices)
        .map(
          ([value, label]) =>
            `<option${value === stored ? ' selected="selected"' : ''} value="${value}">${label}</option>`,
        )
        .join('')}</select>`
    case 'radio':
      return Object.entries(item.choices)
        .map(
          ([value, label]) =>
            `<label><input name="${item.option}" type="radio" value="${value}"${value === stored ? ' checked="checked"' : ''}> ${label}</label>`,
        )
        .join('<br>')
    case 'email':
    case 'number':
    case 'text':
    case 'url': {
      const input = `<input name="${item.option}" type="${item.kind}" id="${item.option}" value="${escape(stored)}" class="${item.kind === 'number' ? 'small-text' : 'regular-text'}">`
      return labelled
        ? `<label for="${item.option}">${item.label}</label> ${input}`
        : item.kind === 'number' && item.label === 'days'
          ? `<label for="${item.option}">${input} days</label>`
          : input
    }
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

const style =
  'body{margin:0;background:#f0f0f1;color:#3c434a;font:13px/1.4 -apple-system,"Segoe UI",Roboto,sans-serif}#wpadminbar{background:#1d2327;color:#f0f0f1}#wpadminbar ul{display:flex;justify-content:space-between;list-style:none;margin:0;padding:8px 16px}#wpadminbar a{color:inherit;text-decoration:none}#wpwrap{display:flex}#adminmenumain{background:#1d2327;color:#f0f0f1;min-width:150px}#adminmenu,#adminmenu ul{list-style:none;margin:0;padding:12px}#adminmenu a{color:#c3c4c7}#wpbody{padding:10px 20px 65px}h1{font-size:23px;font-weight:400}.form-table th{width:200px;text-align:left;vertical-align:top;padding:16px 10px 16px 0}.form-table td{padding:12px 10px}.screen-reader-text{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}.regular-text{width:25em}.small-text{width:60px}.button-primary{background:#2271b1;border:1px solid #2271b1;color:#fff;padding:5px 12px;border-radius:3px}.notice{background:#fff;border-left:4px solid #00a32a;padding:1px 12px}'

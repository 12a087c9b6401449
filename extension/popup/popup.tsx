import browser from 'webextension-polyfill'
import { useEffect, useState } from 'preact/hooks'
import { markOf } from '../overlay/mark.ts'
import { teachScripts } from '../teach/scripts.ts'
import { LinkLine, mount, useBackground } from '../ui.tsx'
import type { Status } from '../ui-message.ts'

/** What the current page holds, what was captured of it, and when. */
function Popup() {
  const { status, ask } = useBackground()
  const [tab, setTab] = useState<number | null>(null)
  const [picture, setPicture] = useState('')
  useEffect(() => {
    void browser.tabs
      .query({ active: true, currentWindow: true })
      .then(([found]) => setTab(found?.id ?? null))
  }, [])
  if (!status) return <p>…</p>
  const page =
    status.pages.find(item => item.tab === tab) ??
    (status.pages.length === 1 ? status.pages[0] : undefined)
  const origin = page ? new URL(page.address).origin : ''
  return (
    <>
      <h1>Witnessmark</h1>
      <LinkLine status={status} />
      <SetAside files={status.setAside} />
      {page ? (
        <>
          {page.titles.map(title => (
            <h2 key={title}>{title}</h2>
          ))}
          <p class="quiet">
            {page.captured
              ? `Read at ${page.captured.slice(11, 19)} UTC`
              : 'Not read since this page was opened'}
          </p>
          <ul>
            {page.settings.map(setting => {
              const mark = markOf(setting, false)
              return (
                <li key={setting.setting} class="row">
                  <span>{setting.title}</span>
                  <span class={mark.kind}>
                    {mark.shape} {mark.word}
                  </span>
                </li>
              )
            })}
          </ul>
          {status.hidden.includes(origin) && (
            <p>
              <button type="button" onClick={() => ask({ kind: 'show', origin })}>
                Show marks on this site again
              </button>
            </p>
          )}
        </>
      ) : (
        <p class="quiet">
          {status.link.state === 'unpaired'
            ? 'Pair with your agent first.'
            : 'No setting that Witnessmark knows is on this page.'}
        </p>
      )}
      {tab !== null && status.tenants.length > 0 && (
        <p>
          <button
            type="button"
            onClick={async () => {
              setPicture('Taking it…')
              setPicture(
                (await ask({ kind: 'picture', tab })) ??
                  '✓ Kept: masked, with place and time above it',
              )
            }}
          >
            Keep a picture as evidence
          </button>{' '}
          <span role="status" class="quiet">
            {picture}
          </span>
        </p>
      )}
      {status.link.state === 'connected' && (
        <p>
          <button type="button" onClick={() => void teach()}>
            Add a setting of this page
          </button>
        </p>
      )}
      <p class="row">
        <button type="button" onClick={() => browser.runtime.openOptionsPage()}>
          Options
        </button>
        {status.dashboard && (
          <a
            href={status.dashboard}
            target="_blank"
            rel="noreferrer"
            onClick={event => {
              event.preventDefault()
              void ask({ kind: 'dashboard' }).then(() => window.close())
            }}
          >
            Dashboard
          </a>
        )}
      </p>
    </>
  )
}

/** Files of the agent's home with a mistake: what they say does not count here either. */
function SetAside({ files }: { readonly files: Status['setAside'] }) {
  return files.map(({ file, problem }) => (
    <details key={file} class="aside">
      <summary>▲ {file} cannot be used</summary>
      <pre>{problem}</pre>
    </details>
  ))
}

/** Asks for the site, then lets the user point at a control on it. */
async function teach(): Promise<void> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
  if (tab?.id === undefined || !tab.url?.startsWith('http')) return
  if (
    !(await browser.permissions.request({
      origins: [`${new URL(tab.url).origin.replace(/:\d+$/, '')}/*`],
    }))
  )
    return
  // From the root: Firefox takes other paths from this page's own folder.
  await browser.scripting.executeScript({
    target: { tabId: tab.id },
    files: [...teachScripts],
  })
  window.close()
}

mount(<Popup />)

import browser from 'webextension-polyfill'
import { LinkLine, mount, useBackground } from '../ui.tsx'
import type { RoundPage } from '../../common/protocol/message.ts'

/** Seconds that opening one page takes a person, for the estimate. */
const SECONDS_A_PAGE = 15
const shapes = {
  fresh: '✓ fresh',
  stale: '◷ stale',
  never: '○ never seen',
  failed: '? not recognised',
} as const

/** The round: every console page whose settings no API shows, the ones that need a visit first. */
function Panel() {
  const { status } = useBackground()
  if (!status) return <p>…</p>
  const settings = status.round.flatMap(page => page.settings)
  const fresh = settings.filter(setting => setting.state === 'fresh').length
  const due = status.round.filter(page => page.settings.some(setting => setting.state !== 'fresh'))
  const minutes = Math.max(1, Math.round((due.length * SECONDS_A_PAGE) / 60))
  return (
    <>
      <h1>Console round</h1>
      <LinkLine status={status} />
      {settings.length === 0 ? (
        <p class="quiet">No console-only settings are known for your tenants.</p>
      ) : (
        <>
          <p>
            {due.length === 0
              ? `All ${settings.length} settings are fresh.`
              : `${settings.length - fresh} settings on ${due.length} page${due.length === 1 ? '' : 's'}, about ${minutes} minute${minutes === 1 ? '' : 's'}`}
          </p>
          <progress max={settings.length} value={fresh} aria-label="Settings that are fresh">
            {fresh} of {settings.length}
          </progress>
        </>
      )}
      {[...due, ...status.round.filter(page => !due.includes(page))].map(page => (
        <Stop
          key={`${page.tenant}/${page.recipe}/${page.resource ?? ''}`}
          page={page}
          tenant={status.tenants.find(item => item.id === page.tenant)?.title ?? page.tenant}
        />
      ))}
    </>
  )
}

function Stop({ page, tenant }: { readonly page: RoundPage; readonly tenant: string }) {
  return (
    <section>
      <h2>
        {page.url ? (
          <a
            href={page.url}
            onClick={event => {
              event.preventDefault()
              if (page.url) void browser.tabs.create({ url: page.url })
            }}
          >
            {tenant}: {page.title}
          </a>
        ) : (
          `${tenant}: ${page.title}`
        )}
      </h2>
      {page.certainty !== 'confirmed' && (
        <p class="quiet">
          Rests on{' '}
          {page.certainty === 'guess'
            ? 'a guess'
            : page.certainty === 'source'
              ? 'a source outside'
              : 'documentation'}
          : you are asked once whether the reading is right.
        </p>
      )}
      <ul>
        {page.settings.map(setting => (
          <li key={setting.setting} class="row">
            <span>{setting.title}</span>
            <span class="quiet">
              {shapes[setting.state]}
              {setting.at && setting.state !== 'never' ? ` ${setting.at.slice(0, 10)}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

mount(<Panel />)

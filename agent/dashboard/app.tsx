import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { announceChange, onCommitted, useOperation } from './api.ts'
import { keepFocus, onAnnounced, singleKeys } from './attention.ts'
import { Menu } from './menu.tsx'
import type { Entry } from './menu.tsx'
import { Link } from './parts.tsx'
import { TenantNames } from './tenant-names.ts'
import { focusSearch, restorePlaces, useLocation } from './router.ts'
import { AccessPage } from './pages/access.tsx'
import { AlertsPage } from './pages/alerts.tsx'
import { CertificatePage } from './pages/certificate.tsx'
import { ChangesPage } from './pages/changes.tsx'
import { Connect } from './pages/connect.tsx'
import { ExceptionsPage } from './pages/exceptions.tsx'
import { ExportsPage } from './pages/exports.tsx'
import { FindingPage } from './pages/finding.tsx'
import { FindingsPage } from './pages/findings.tsx'
import { FrameworksPage } from './pages/frameworks.tsx'
import { HelpPage } from './pages/help.tsx'
import { LogPageView } from './pages/log.tsx'
import { MappingPage } from './pages/mapping.tsx'
import { NoSuchPage } from './pages/no-such-page.tsx'
import { NonConformitiesPage } from './pages/non-conformities.tsx'
import { OwnersPage } from './pages/owners.tsx'
import { PoliciesPage } from './pages/policies.tsx'
import { RunsPage } from './pages/runs.tsx'
import { Today } from './pages/today.tsx'
import { TenantsPage } from './pages/tenants.tsx'
import { TreePage } from './pages/tree.tsx'

const pages: readonly (Entry & { readonly view: () => ComponentChildren })[] = [
  { path: '/', title: 'Today', view: Today },
  { path: '/findings', title: 'Findings', view: FindingsPage },
  { path: '/tenants', title: 'Tenants', view: TenantsPage },
  { path: '/frameworks', title: 'Frameworks', view: FrameworksPage },
  {
    path: '/non-conformities',
    title: 'Non-conformities',
    group: 'Repairs',
    view: NonConformitiesPage,
  },
  { path: '/log', title: 'Evidence log', group: 'Record', view: LogPageView },
  { path: '/exports', title: 'Exports', group: 'Record', view: ExportsPage },
  { path: '/connect', title: 'Browsers', group: 'Set-up', view: Connect },
  { path: '/runs', title: 'Runs', group: 'Record', view: RunsPage },
  { path: '/exceptions', title: 'Acceptances', group: 'Repairs', view: ExceptionsPage },
  { path: '/access', title: 'Access reviews', group: 'Repairs', view: AccessPage },
  { path: '/policies', title: 'Policies', group: 'Record', view: PoliciesPage },
  { path: '/owners', title: 'Owners', group: 'Repairs', view: OwnersPage },
  { path: '/alerts', title: 'Alerts', group: 'Set-up', view: AlertsPage },
  { path: '/help', title: 'Help', view: HelpPage },
]
type Further = {
  readonly path: string
  readonly view: () => ComponentChildren
  readonly within: string
}
/** Led to by others, within which they stand; each says in its own title what it is about. */
const further = [
  { path: '/finding', view: FindingPage, within: '/findings' },
  { path: '/changes', view: ChangesPage, within: '/' },
  { path: '/tree', view: TreePage, within: '/frameworks' },
  { path: '/mapping', view: MappingPage, within: '/frameworks' },
  { path: '/certificate', view: CertificatePage, within: '/frameworks' },
] as const satisfies readonly Further[]

export function App() {
  const { path } = useLocation()
  const page = pages.find(item => item.path === path)
  const led = further.find(item => item.path === path)
  const View = page?.view ?? led?.view ?? NoSuchPage
  const current = (of: string): 'page' | 'true' | undefined =>
    of === path ? 'page' : of === led?.within ? 'true' : undefined
  const tenants = useOperation('tenants', {}).data?.tenants
  const names = useMemo(() => new Map(tenants?.map(({ id, name }) => [id, name])), [tenants])
  const titled = useRef<string | null>(null)
  // Before the page's own: one that says more of itself says it after this.
  if (titled.current !== path && page) document.title = `${page.title} · Witnessmark`
  titled.current = path
  const main = useRef<HTMLElement>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    onAnnounced(setSaid)
    return () => onAnnounced(null)
  }, [])
  useEffect(() => (main.current ? keepFocus(main.current) : undefined), [])
  useEffect(() => restorePlaces(), [])
  useEffect(() => onCommitted(announceChange), [])
  // Before the first paint: whoever sees the page can use its keys.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (
        event.key !== '/' ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        !singleKeys() ||
        (event.target instanceof HTMLElement && event.target.matches('input, select, textarea'))
      )
        return
      event.preventDefault()
      focusSearch()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={event => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
      >
        Skip to content
      </a>
      <header>
        <Link to="/" class="brand">
          <Mark />
          Witnessmark
        </Link>
        <Menu entries={pages} current={current} />
      </header>
      <main id="main" tabIndex={-1} ref={main}>
        <TenantNames value={names}>
          <View />
        </TenantNames>
      </main>
      <p class="said" role="status">
        {said}
      </p>
      <footer>
        Evidence stays on this machine. A record shows what the service answered, not that the
        service told the truth.
      </footer>
    </>
  )
}

/** A bolt, its seat, and the painted line across both. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path class="bolt" d="M16 3l11 6.5v13L16 29 5 22.5v-13z" />
      <circle class="bolt" cx="16" cy="16" r="5.5" />
      <path class="line" d="M9 31L23 1" />
    </svg>
  )
}

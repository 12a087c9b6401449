import { useEffect, useLayoutEffect } from 'preact/hooks'
import { announceChange, onCommitted } from './api.ts'
import { Link } from './parts.tsx'
import { focusSearch, useLocation } from './router.ts'
import { ChangesPage } from './pages/changes.tsx'
import { Connect } from './pages/connect.tsx'
import { ExportsPage } from './pages/exports.tsx'
import { FindingPage } from './pages/finding.tsx'
import { FindingsPage } from './pages/findings.tsx'
import { FrameworksPage } from './pages/frameworks.tsx'
import { LogPageView } from './pages/log.tsx'
import { Today } from './pages/today.tsx'
import { TenantsPage } from './pages/tenants.tsx'

const pages = [
  { path: '/', title: 'Today', view: Today },
  { path: '/findings', title: 'Findings', view: FindingsPage },
  { path: '/tenants', title: 'Tenants', view: TenantsPage },
  { path: '/frameworks', title: 'Frameworks', view: FrameworksPage },
  { path: '/log', title: 'Evidence log', view: LogPageView },
  { path: '/exports', title: 'Exports', view: ExportsPage },
  { path: '/connect', title: 'Browsers', view: Connect },
] as const

export function App() {
  const { path } = useLocation()
  const page =
    path === '/finding'
      ? { title: 'Finding', view: FindingPage }
      : path === '/changes'
        ? { title: 'Changes', view: ChangesPage }
        : (pages.find(item => item.path === path) ?? pages[0])
  useEffect(() => {
    document.title = `${page.title} · Witnessmark`
  }, [page.title])
  useEffect(() => onCommitted(announceChange), [])
  // Before the first paint: whoever sees the page can use its keys.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (
        event.key !== '/' ||
        (event.target instanceof HTMLElement && event.target.matches('input, select, textarea'))
      )
        return
      event.preventDefault()
      focusSearch()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  const View = page.view
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
        <nav aria-label="Pages">
          {pages.map(item => (
            <Link
              key={item.path}
              to={item.path}
              aria-current={item.path === path ? 'page' : undefined}
            >
              {item.title}
            </Link>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <View />
      </main>
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

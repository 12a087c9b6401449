import { useEffect, useState } from 'preact/hooks'

const changed = new EventTarget()

/**
 * Goes to an address of the dashboard; the address holds all state, so it can be kept and shared.
 */
export function go(to: string, replace = false): void {
  if (!replace) history.replaceState(placeNow(), '')
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  changed.dispatchEvent(new Event('change'))
  if (!replace) {
    scrollTo(0, 0)
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
  }
}

/** How far down one was, and on which row. */
type Place = { readonly y: number; readonly row: string | null }

function placeNow(): Place {
  const row = document.activeElement?.getAttribute('href') ?? null
  return { y: scrollY, row }
}

/** How long a page may take to be as it was; whoever scrolls before is left alone. */
const BACK_MILLISECONDS = 3000

/** Going back leads to the same row at the same height, once the page has it again. @returns ends it */
export function restorePlaces(): () => void {
  history.scrollRestoration = 'manual'
  let stop: () => void = () => undefined
  const onBack = ({ state }: PopStateEvent): void => {
    stop()
    const { y, row } = (state ?? { y: 0, row: null }) as Place
    const observer = new MutationObserver(() => restore())
    const timer = setTimeout(() => stop(), BACK_MILLISECONDS)
    stop = () => {
      observer.disconnect()
      clearTimeout(timer)
      removeEventListener('wheel', stop)
      removeEventListener('keydown', stop)
    }
    const restore = (): void => {
      const link = row === null ? null : document.querySelector(`main a[href="${CSS.escape(row)}"]`)
      if (row !== null && !link) return
      scrollTo(0, y)
      if (link instanceof HTMLElement) link.focus({ preventScroll: true })
      if (Math.abs(scrollY - y) < 2) stop()
    }
    addEventListener('wheel', stop)
    addEventListener('keydown', stop)
    observer.observe(document.body, { childList: true, subtree: true })
  }
  addEventListener('popstate', onBack)
  return () => {
    stop()
    removeEventListener('popstate', onBack)
  }
}

/** What the browser's tab and history call the page. @param named what others named, which it is of */
export function useTitle(title: string, named?: string): void {
  useEffect(() => {
    // Isolated (U+2068, U+2069), as in the page: a name may turn the direction of what follows.
    document.title = `${title}${named === undefined ? '' : `, \u2068${named}\u2069`} · Witnessmark`
  }, [title, named])
}

export function useLocation(): { readonly path: string; readonly query: URLSearchParams } {
  const [, setRound] = useState(0)
  useEffect(() => {
    const update = (): void => setRound(value => value + 1)
    changed.addEventListener('change', update)
    addEventListener('popstate', update)
    return () => {
      changed.removeEventListener('change', update)
      removeEventListener('popstate', update)
    }
  }, [])
  return { path: location.pathname, query: new URLSearchParams(location.search) }
}

/** Those of the names that stand in the address. */
export function picked(
  query: URLSearchParams,
  names: readonly string[],
): { readonly [name: string]: string } {
  return Object.fromEntries([...query].filter(([name]) => names.includes(name)))
}

let searchWanted = false

/** Puts the cursor into the search field, on the findings page if need be. */
export function focusSearch(): void {
  const field = document.getElementById('search')
  if (field) {
    field.focus()
    return
  }
  searchWanted = true
  go('/findings')
}

/** Told by the findings page once its search field is there. */
export function searchReady(field: HTMLElement | null): void {
  if (!searchWanted) return
  searchWanted = false
  field?.focus()
}

import { useEffect, useState } from 'preact/hooks'

const changed = new EventTarget()

/**
 * Goes to an address of the dashboard; the address holds all state, so it can be kept and shared.
 */
export function go(to: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to)
  changed.dispatchEvent(new Event('change'))
  if (!replace) {
    scrollTo(0, 0)
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true })
  }
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

import { useEffect, useRef, useState } from 'preact/hooks'
import { Link } from './parts.tsx'

/** A page among the pages; those of one group stand behind one button. */
export type Entry = {
  readonly path: string
  readonly title: string
  readonly group?: string
}

/** Of the button that opens all of it on a narrow screen. */
const ALL = ''

/**
 * The pages in one row: the daily ones as they are, the others by group behind a button that opens
 * and closes (the disclosure pattern of the ARIA practices: no roles of a menu, whose keys nobody
 * expects of links). On a narrow screen one more button is before all of it.
 * @param current what of a path is to be said of the page that is shown
 */
export function Menu({
  entries,
  current,
}: {
  readonly entries: readonly Entry[]
  current(path: string): 'page' | 'true' | undefined
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const nav = useRef<HTMLElement>(null)
  const close = (): void => setOpen(new Set())
  const toggle = (name: string): void => {
    const others = name === ALL ? [] : [...open].filter(item => item === ALL)
    setOpen(new Set(open.has(name) ? others : [...others, name]))
  }
  useEffect(() => {
    const leave = ({ target }: Event): void => {
      if (target instanceof Node && !nav.current?.contains(target)) close()
    }
    const escape = ({ key }: KeyboardEvent): void => {
      if (key !== 'Escape' || !nav.current?.contains(document.activeElement)) return
      // To the outermost button that opened what is closed now.
      nav.current.querySelector<HTMLElement>('[aria-expanded=true]')?.focus()
      close()
    }
    for (const type of ['focusin', 'pointerdown']) addEventListener(type, leave)
    addEventListener('keydown', escape)
    return () => {
      for (const type of ['focusin', 'pointerdown']) removeEventListener(type, leave)
      removeEventListener('keydown', escape)
    }
  }, [])
  const link = ({ path, title }: Entry) => (
    <li key={path} onClick={close}>
      <Link to={path} aria-current={current(path)}>
        {title}
      </Link>
    </li>
  )
  const groups = Map.groupBy(entries, ({ group, path }) => group ?? path)
  return (
    <nav aria-label="Pages" ref={nav}>
      <button
        type="button"
        class="all"
        aria-expanded={open.has(ALL)}
        aria-controls="pages"
        onClick={() => toggle(ALL)}
      >
        Menu
      </button>
      <ul id="pages" class={open.has(ALL) ? 'open' : undefined}>
        {[...groups].map(([name, items]) => {
          const [first] = items
          if (first?.group === undefined) return items.map(link)
          const here = items.some(({ path }) => current(path))
          return (
            <li key={name}>
              <button
                type="button"
                class={here ? 'here' : undefined}
                aria-label={here ? `${name}, the page is in it` : undefined}
                aria-expanded={open.has(name)}
                aria-controls={`pages-${name}`}
                onClick={() => toggle(name)}
              >
                {name}
              </button>
              <ul id={`pages-${name}`} hidden={!open.has(name)}>
                {items.map(link)}
              </ul>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

import { useRef } from 'preact/hooks'
import { call, useOperation } from './api.ts'
import { Form } from './form.tsx'
import type { Entered } from './form.tsx'
import { Action, Link, Outside } from './parts.tsx'

/** What somebody looks for again and again; each is an address like any other. */
const shipped = [
  ['Newly failing', 'drift=new-failing'],
  ['Failing', 'outcome=fail'],
  ['Lost sight of', 'drift=lost-sight'],
  ['Could not be told', 'outcome=unknown'],
] as const

/** Views of the findings to go to, and what is done with the one that is looked at: named, renamed, deleted. */
export function Views({ query }: { readonly query: URLSearchParams }) {
  const { data, error, reload } = useOperation('views', {})
  const own = data?.views ?? []
  const here = viewOf(query)
  const named = own.find(view => sameView(view.query, here))
  const isHere = (view: string): 'page' | undefined => (sameView(view, here) ? 'page' : undefined)
  const save = async (name: string): Promise<string> => {
    await call('view-save', { name, query: here })
    reload()
    return `The view ${name} is saved.`
  }
  const rename = async (name: string, to: string): Promise<string> => {
    await call('view-rename', { name, to })
    reload()
    return `The view is called ${to} now.`
  }
  const remove = async (name: string): Promise<string> => {
    await call('view-remove', { name })
    reload()
    return `The view ${name} is deleted. What it showed is still here.`
  }
  return (
    <>
      <nav class="views" aria-label="Views">
        {shipped.map(([title, view]) => (
          <Link key={view} to={`/findings?${view}`} aria-current={isHere(view)}>
            {title}
          </Link>
        ))}
        {own.map(({ name, query: view }) => (
          <Link key={name} to={`/findings?${view}`} aria-current={isHere(view)}>
            <Outside>{name}</Outside>
          </Link>
        ))}
      </nav>
      {error && (
        <p class="notice" role="alert">
          {error.message}
        </p>
      )}
      {data && (named || here !== '') && (
        <div class="naming">
          <NameForm
            title={named ? 'Rename this view' : 'Save this view'}
            name={named?.name ?? ''}
            save={named ? to => rename(named.name, to) : save}
          />
          {named && (
            <Action
              act={() => remove(named.name)}
              ask={`Delete the view "${named.name}"? The findings stay.`}
            >
              Delete this view
            </Action>
          )}
        </div>
      )}
    </>
  )
}

/** A name is given by keyboard or pointer; a refusal leaves what was typed. */
function NameForm({
  title,
  name,
  save,
}: {
  readonly title: string
  readonly name: string
  /** @returns what is said then; @throws Error with what stands in the way */
  save(name: string): Promise<string>
}) {
  const details = useRef<HTMLDetailsElement>(null)
  const send = async ({ text }: Entered): Promise<string> => {
    const said = await save(text('name'))
    if (details.current) details.current.open = false
    details.current?.querySelector('summary')?.focus()
    return said
  }
  return (
    <details ref={details}>
      <summary>{title}</summary>
      <Form button="Save" send={send}>
        <label>
          Name <input key={name} name="name" required maxLength={60} defaultValue={name} />
        </label>
      </Form>
    </details>
  )
}

/** What of an address makes a view: not the page of it. */
function viewOf(query: URLSearchParams): string {
  const kept = new URLSearchParams(query)
  kept.delete('page')
  return String(kept)
}

function sameView(one: string, other: string): boolean {
  const [a, b] = [one, other].map(text => new URLSearchParams(text))
  a?.sort()
  b?.sort()
  return String(a) === String(b)
}

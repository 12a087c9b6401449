import type { Output } from '../operations/index.ts'
import { useEffect, useState } from 'preact/hooks'
import { useOperation } from './api.ts'
import { Waiting } from './parts.tsx'
import { go, picked } from './router.ts'
import { StackedTable } from './stacked-table.tsx'

const asked = ['tenant', 'repaired', 'accepted', 'metric', 'value'] as const

const kinds = [
  ['repaired', 'this finding or check passes'],
  ['accepted', 'what fails of this check is accepted'],
  ['metric', 'this metric has another target'],
] as const

/** What is to be named, by what is asked. */
const hints: Readonly<Record<string, string>> = {
  repaired: 'Which check, by its id; or a finding, as its page has it',
  accepted: 'Which check, by its id',
  metric: 'Which metric, by its id',
}

/** What would be judged otherwise: computed, never recorded. The address holds what is asked. */
export function WhatIf({
  query,
  framework,
  level,
}: {
  readonly query: URLSearchParams
  readonly framework: string
  readonly level: string | undefined
}) {
  const change = picked(query, asked)
  const [kind] = kinds.find(([name]) => change[name] !== undefined) ?? kinds[0]
  const [chosen, choose] = useState<string>(kind)
  useEffect(() => choose(kind), [kind])
  const { data: known } = useOperation('catalogue', {})
  const ids =
    chosen === 'metric' ? known?.metrics : known?.services.flatMap(service => service.checks)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(form.get(name) ?? '').trim()
    const more = new URLSearchParams(query)
    for (const name of asked) more.delete(name)
    more.set(text('kind'), text('what'))
    if (text('kind') === 'metric') more.set('value', text('value'))
    go(`/tree?${more}`, true)
  }
  return (
    <section aria-labelledby="what-if">
      <h2 id="what-if">What would change if</h2>
      <form class="filters" onSubmit={submit} key={`${query}`}>
        <label>
          If
          <select
            name="kind"
            defaultValue={kind}
            onChange={event => choose(event.currentTarget.value)}
          >
            {kinds.map(([name, text]) => (
              <option key={name} value={name} selected={name === kind}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label class="wide">
          {hints[chosen]}
          <input name="what" required list="what-ids" defaultValue={change[kind] ?? ''} />
          <datalist id="what-ids">
            {ids?.map(id => (
              <option key={id} value={id} />
            ))}
          </datalist>
        </label>
        {chosen === 'metric' && (
          <label>
            Its target then
            <input name="value" required defaultValue={change['value'] ?? ''} />
          </label>
        )}
        <button>Compute</button>
      </form>
      {kinds.some(([name]) => change[name] !== undefined) && (
        <Answer asked={{ framework, level, ...change }} />
      )}
    </section>
  )
}

function Answer({
  asked: change,
}: {
  readonly asked: Parameters<typeof useOperation<'what-if'>>[1]
}) {
  const { data, error } = useOperation('what-if', change)
  if (!data) return <Waiting error={error} />
  return (
    <>
      <p role="status">
        If {data.assumed.join(', and ')}: {data.findings.after.fail} instead of{' '}
        {data.findings.before.fail} findings fail, {data.requirements.after.satisfied} instead of{' '}
        {data.requirements.before.satisfied} requirements are satisfied. Nothing is recorded.
      </p>
      <Changes items={data.changes} />
    </>
  )
}

const words = {
  'satisfied': 'satisfied',
  'not-satisfied': 'not satisfied',
  'undetermined': 'undetermined',
} as const

function Changes({ items }: { readonly items: Output<'what-if'>['changes'] }) {
  if (items.length === 0) return <p class="quiet">No requirement would be judged otherwise.</p>
  return (
    <StackedTable
      label="What would be judged otherwise"
      caption="What would be judged otherwise"
      rows={items}
      columns={[
        { title: 'What', names: true, cell: ({ id, title }) => `${id} ${title}` },
        {
          title: 'Now',
          long: true,
          cell: ({ before }) => (
            <>
              {words[before.status]} <small>{before.text}</small>
            </>
          ),
        },
        {
          title: 'Then',
          long: true,
          cell: ({ after }) => (
            <>
              {words[after.status]} <small>{after.text}</small>
            </>
          ),
        },
      ]}
    />
  )
}

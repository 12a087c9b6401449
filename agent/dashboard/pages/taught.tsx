import { useState } from 'preact/hooks'
import type { Input, Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import { Outside, Waiting } from '../parts.tsx'

type Taught = Output<'taught'>
type Item = Taught['settings'][number]
type Claim = NonNullable<Input<'taught-edit'>['claim']>
type Op = NonNullable<Claim['op']>

/** What was taught by pointing in a browser: to rename, change and remove. */
export function TaughtSettings() {
  const { data, error, reload } = useOperation('taught', {})
  const [changing, setChanging] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const done = (text: string): void => {
    setChanging(null)
    setSaid(text)
    reload()
  }
  const remove = ({ setting, title }: Item): void => {
    if (!confirm(`Remove "${title}"? It is read no more; what was recorded stays.`)) return
    call('taught-remove', { setting }).then(
      () => done(`"${title}" is removed.`),
      (failed: Error) => setSaid(failed.message),
    )
  }
  return (
    <>
      <h2>Settings you taught</h2>
      <p role="status">{said}</p>
      {!data ? (
        <Waiting error={error} />
      ) : data.settings.length === 0 ? (
        <p class="quiet">
          None yet. On a console page, open the extension and choose "Add a setting of this page".
        </p>
      ) : (
        <ul class="rows">
          {data.settings.map(item => (
            <li key={item.setting}>
              <span class="row">
                <span />
                <b>
                  <Outside>{item.title}</Outside>
                </b>
                <span>
                  <button
                    type="button"
                    aria-expanded={changing === item.setting}
                    aria-label={`Change ${item.title}`}
                    onClick={() => setChanging(changing === item.setting ? null : item.setting)}
                  >
                    Change
                  </button>{' '}
                  <button
                    type="button"
                    aria-label={`Remove ${item.title}`}
                    onClick={() => remove(item)}
                  >
                    Remove
                  </button>
                </span>
                <small>
                  <Outside>{item.page}</Outside> · <code>{item.setting}</code> · {claimWords(item)}
                </small>
              </span>
              {changing === item.setting && (
                <Change
                  item={item}
                  metrics={data.metrics}
                  done={() =>
                    done(`"${item.title}" is changed. It is judged so at the next reading.`)
                  }
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function claimWords({ claim, comparisons, own }: Item): string {
  if (own) return 'its check is written in its file'
  if (!claim) return 'recorded, nothing is claimed of it'
  const { op = 'equals', wanted } = claim
  const word = (value: unknown): string =>
    value === true ? 'on' : value === false ? 'off' : String(value)
  const title = comparisons.find(item => item.op === op)?.title ?? op
  return `right where it ${title} ${Array.isArray(wanted) ? wanted.map(word).join(', ') : word(wanted)}`
}

/** The form of one setting; a refusal leaves what was typed. */
function Change({
  item,
  metrics,
  done,
}: {
  readonly item: Item
  readonly metrics: Taught['metrics']
  readonly done: () => void
}) {
  const { claim, comparisons, type } = item
  const [title, setTitle] = useState(item.title)
  const [metric, setMetric] = useState<string>(claim?.metric ?? '')
  const [op, setOp] = useState<Op>(claim?.op ?? comparisons[0]?.op ?? 'equals')
  const [wanted, setWanted] = useState(lines(claim?.wanted ?? ''))
  const [severity, setSeverity] = useState<Claim['severity']>(claim?.severity ?? 'medium')
  const [problem, setProblem] = useState('')
  const several = op === 'oneOf' || type === 'list'
  const submit = (event: Event): void => {
    event.preventDefault()
    const next: Claim = {
      metric: metric || null,
      op,
      wanted: valueOf(type, several, wanted),
      severity,
    }
    call('taught-edit', {
      setting: item.setting,
      title: title.trim(),
      ...(item.own ? {} : { claim: next }),
    }).then(done, (failed: Error) => setProblem(failed.message))
  }
  return (
    <form class="pairing" onSubmit={submit}>
      <p>
        <label>
          Name{' '}
          <input value={title} required onInput={event => setTitle(event.currentTarget.value)} />
        </label>
      </p>
      {!item.own && (
        <p>
          <label>
            What it is about{' '}
            <select value={metric} onChange={event => setMetric(event.currentTarget.value)}>
              <option value="">none of these</option>
              {metrics.map(({ id, title: text }) => (
                <option key={id} value={id}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        </p>
      )}
      {metric !== '' && (
        <>
          <p>
            <label>
              It is right where it{' '}
              <select value={op} onChange={event => setOp(event.currentTarget.value as Op)}>
                {comparisons.map(({ op: id, title: text }) => (
                  <option key={id} value={id}>
                    {text}
                  </option>
                ))}
              </select>
            </label>{' '}
            <label>
              Wanted{several ? ', one a line' : ''}{' '}
              {type === 'boolean' ? (
                <select
                  value={wanted || 'true'}
                  onChange={event => setWanted(event.currentTarget.value)}
                >
                  <option value="true">on</option>
                  <option value="false">off</option>
                </select>
              ) : several ? (
                <textarea
                  rows={3}
                  value={wanted}
                  onInput={event => setWanted(event.currentTarget.value)}
                />
              ) : (
                <input value={wanted} onInput={event => setWanted(event.currentTarget.value)} />
              )}
            </label>
          </p>
          <p>
            <label>
              Severity{' '}
              <select
                value={severity}
                onChange={event => setSeverity(event.currentTarget.value as Claim['severity'])}
              >
                {(['low', 'medium', 'high', 'critical'] as const).map(id => (
                  <option key={id}>{id}</option>
                ))}
              </select>
            </label>
          </p>
        </>
      )}
      <p role="alert">{problem}</p>
      <button>Save</button>
    </form>
  )
}

function lines(wanted: Claim['wanted']): string {
  return Array.isArray(wanted) ? wanted.join('\n') : String(wanted)
}

/** What was typed, as the setting's type has it; the agent says where it is none. */
function valueOf(type: Item['type'], several: boolean, text: string): Claim['wanted'] {
  if (type === 'boolean') return (text || 'true') === 'true'
  const items = several ? text.split('\n').map(line => line.trim()) : [text.trim()]
  const values = items.filter(item => !several || item !== '').map(item => asType(type, item))
  return several ? values : (values[0] ?? '')
}

function asType(type: Item['type'], text: string): string | number {
  const number = Number(text)
  return type === 'number' && text !== '' && !Number.isNaN(number) ? number : text
}

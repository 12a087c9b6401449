import type { ComponentChildren } from 'preact'
import type { Output } from '../operations/index.ts'
import { addressOf, call } from './api.ts'
import { base64Of } from './base64.ts'
import { Form } from './form.tsx'
import type { Entered } from './form.tsx'
import { Day, Download, Link, Outside } from './parts.tsx'

type Tree = Output<'tree'>
type Stated = NonNullable<Tree['requirement']>

/** The target of the evaluation as it is sealed, and the form that seals another. */
export function ScopeView({
  scope,
  framework,
  reload,
}: {
  readonly scope: Tree['scope']
  readonly framework: Tree['framework']
  reload(): void
}) {
  return (
    <section aria-labelledby="scope">
      <h2 id="scope">Scope</h2>
      {scope ? (
        <p>
          {scope.tenants.join(', ')}, {scope.level ? `level ${scope.level}` : 'every level'}
          {scope.weights && `, weights ${weightText(scope.weights)}`}.{' '}
          <Outside>{scope.responsibilities}</Outside>{' '}
          <span class="quiet">
            <Outside>{scope.by}</Outside>, <Day time={scope.at} />, entry {scope.entry}
          </span>
        </p>
      ) : (
        <p class="quiet">None is set: every tenant, every level.</p>
      )}
      <p>
        <Download
          address={addressOf('applicability-file', { framework: framework.id })}
          name={`witnessmark-applicability-${framework.id}.csv`}
        >
          Statement of applicability (CSV)
        </Download>
        {' · '}
        <Link to={`/certificate?framework=${framework.id}`}>The certificate</Link>
      </p>
      <SealForm
        title="Set the scope"
        done="The scope is sealed."
        reload={reload}
        send={({ text }) =>
          call('scope-set', {
            framework: framework.id,
            tenants: text('tenants').split(/[\s,]+/),
            responsibilities: text('responsibilities'),
            by: text('by'),
            ...(text('level') === '' ? {} : { level: text('level') }),
            ...(text('weights') === '' ? {} : { weights: weightsIn(text('weights')) }),
          })
        }
      >
        <label>
          Tenants, with commas{' '}
          <input name="tenants" required defaultValue={scope?.tenants.join(', ') ?? ''} />
        </label>
        {framework.levels.length > 0 && (
          <label>
            Its level{' '}
            <select name="level">
              <option value="">every level</option>
              {framework.levels.map(item => (
                <option key={item} selected={item === scope?.level}>
                  {item}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="wide">
          Who answers for what{' '}
          <input name="responsibilities" required defaultValue={scope?.responsibilities ?? ''} />
        </label>
        <label class="wide">
          Weights in shares, such as “OPS 3, OPS-21.1 5”{' '}
          <input
            name="weights"
            pattern="\s*(\S+ \d+)?(\s*,\s*\S+ \d+)*\s*"
            defaultValue={scope?.weights ? weightText(scope.weights) : ''}
          />
        </label>
        <label>
          Decided by <input name="by" required />
        </label>
      </SealForm>
    </section>
  )
}

/** As it is typed into the form, too. */
function weightText(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .map(([id, weight]) => `${id} ${weight}`)
    .join(', ')
}

function weightsIn(text: string): Record<string, number> {
  return Object.fromEntries(
    text
      .split(',')
      .map(part => part.trim().split(' '))
      .map(([id = '', weight]) => [id, Number(weight)]),
  )
}

/** What people said of a requirement: apart from what is measured, and changing nothing of it. */
export function StatedView({
  stated: { applicability, manual },
  framework,
  requirement,
  reload,
}: {
  readonly stated: Pick<Stated, 'applicability' | 'manual'>
  readonly framework: string
  readonly requirement: string
  reload(): void
}) {
  const of = { framework, requirement }
  return (
    <section aria-labelledby="stated">
      <h2 id="stated">
        Stated <small>by people; it changes nothing that is measured</small>
      </h2>
      {applicability && (
        <p>
          {applicability.applies ? 'Applies' : 'Does not apply'}:{' '}
          <Outside>{applicability.reason}</Outside>{' '}
          <span class="quiet">
            <Outside>{applicability.by}</Outside>, <Day time={applicability.at} />, entry{' '}
            {applicability.entry}
          </span>
        </p>
      )}
      {manual.length > 0 && (
        <ul class="facts">
          {manual.map(item => (
            <li key={item.title}>
              <b>
                <Outside>{item.title}</Outside>
              </b>{' '}
              <Outside>{item.statement ?? ''}</Outside>{' '}
              <span class={item.due ? 'fail' : 'quiet'}>
                <Outside>{item.owner}</Outside>, {item.due ? 'review is due since' : 'review'}{' '}
                <Day time={item.review} />
              </span>{' '}
              <span class="quiet">
                {item.document && (
                  <>
                    <Outside>{item.document.name}</Outside> in entry {item.document.entry},{' '}
                  </>
                )}
                sealed in entry {item.entry}
              </span>
            </li>
          ))}
        </ul>
      )}
      <SealForm
        title="State evidence"
        done="Sealed."
        reload={reload}
        send={async ({ text, file: chosen }) => {
          const file = chosen('document')
          const body = file && file.size > 0 ? await base64Of(file) : null
          return call('manual-set', {
            ...of,
            title: text('title'),
            owner: text('owner'),
            review: text('review'),
            ...(text('statement') === '' ? {} : { statement: text('statement') }),
            ...(file && body !== null ? { document: { name: file.name, body } } : {}),
          })
        }}
      >
        <label>
          What <input name="title" required />
        </label>
        <label>
          Owner <input name="owner" required />
        </label>
        <label>
          Review <input name="review" type="date" required />
        </label>
        <label class="wide">
          It says <input name="statement" />
        </label>
        <label class="wide">
          Document <input name="document" type="file" />
        </label>
      </SealForm>
      <SealForm
        title="Say whether it applies"
        done="Sealed."
        reload={reload}
        send={({ text }) =>
          call('applicability-set', {
            ...of,
            applies: text('applies') === 'yes',
            reason: text('reason'),
            by: text('by'),
          })
        }
      >
        <label>
          It{' '}
          <select name="applies">
            <option value="yes">applies</option>
            <option value="no">does not apply</option>
          </select>
        </label>
        <label class="wide">
          Reason <input name="reason" required />
        </label>
        <label>
          Decided by <input name="by" required />
        </label>
      </SealForm>
    </section>
  )
}

function SealForm({
  title,
  done,
  send,
  reload,
  children,
}: {
  readonly title: string
  /** Said once it was done. */
  readonly done: string
  /** @throws Error with what stands in the way, in words */
  send(entered: Entered): Promise<unknown>
  reload(): void
  readonly children: ComponentChildren
}) {
  return (
    <details class="accept">
      <summary>{title}</summary>
      <Form
        button="Seal"
        send={async entered => {
          await send(entered)
          reload()
          return done
        }}
      >
        {children}
      </Form>
    </details>
  )
}

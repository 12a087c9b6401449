import { useState } from 'preact/hooks'
import type { Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import { base64Of } from '../base64.ts'
import { Form } from '../form.tsx'
import { Day, findingAddress, Link, OutcomeMark, Outside, Standing, Waiting } from '../parts.tsx'
import { StackedTable } from '../stacked-table.tsx'

type Answer = Output<'policies'>
type Policy = Answer['policies'][number]
type Compared = Answer['compared'][number]
type Passage = Output<'policy-passages'>['passages'][number]

/** What written policies say, as somebody accepted it, and whether tenants keep to it. */
export function PoliciesPage() {
  const { data, error, reload } = useOperation('policies', {})
  return (
    <>
      <h1>Policies</h1>
      <p class="lead">
        What your documents ask for, sentence by sentence, and how your tenants are set. Sentences
        are found by their words; what one says is for a person to accept. It is evidence of grade
        D: it satisfies nothing and changes no finding.
      </p>
      <details class="accept">
        <summary>Read a document</summary>
        <Form
          button="Read and seal"
          send={async ({ text, file }) => {
            const chosen = file('document')
            if (!chosen) return ''
            const { policy, isNew } = await call('policy-read', {
              tenant: text('tenant'),
              name: chosen.name,
              body: await base64Of(chosen),
              ...(text('as') === '' ? {} : { document: text('as') }),
            })
            reload()
            return `${policy.document} is ${isNew ? 'sealed' : 'known already'}.`
          }}
        >
          <label class="wide">
            PDF, DOCX, HTML, Markdown or plain text{' '}
            <input
              name="document"
              type="file"
              required
              accept=".pdf,.docx,.html,.htm,.md,.markdown,.txt"
            />
          </label>
          <label>
            Kept as the tenant{' '}
            <input
              name="tenant"
              required
              placeholder="handbook"
              defaultValue={data?.policies[0]?.tenant ?? ''}
            />
          </label>
          <label>
            Called <input name="as" placeholder="as the file" />
          </label>
        </Form>
      </details>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          <Standing data={data} />
          {data.policies.length === 0 && <p class="quiet">None was read.</p>}
          {data.policies.map(policy => (
            <PolicyView
              key={`${policy.tenant}/${policy.document}`}
              policy={policy}
              compared={data.compared.filter(
                item => item.policy === policy.tenant && item.document === policy.document,
              )}
              reload={reload}
            />
          ))}
        </>
      )}
    </>
  )
}

function PolicyView({
  policy,
  compared,
  reload,
}: {
  readonly policy: Policy
  readonly compared: readonly Compared[]
  reload(): void
}) {
  const { document, tenant, file, at, evidence, accepted, asked } = policy
  const [open, setOpen] = useState(false)
  return (
    <section aria-label={`${document} of ${tenant}`}>
      <h2>
        <Outside>{document}</Outside> <small>{tenant}</small>
      </h2>
      <p class="quiet">
        {file === null ? (
          'What named its version is erased: read it again.'
        ) : (
          <>
            <Outside>{file.name}</Outside>, {file.bytes.toLocaleString('en')} bytes, sealed on{' '}
            <Day time={at} /> in entry {evidence[1]?.index}; SHA-256{' '}
            <code class="digest">{file.sha256}</code>
          </>
        )}
      </p>
      {asked.length > 0 && (
        <ul>
          {asked.map(({ metric, sentence, section, text }) => (
            <li key={metric}>
              <p class="unknown">
                To be asked again, since this version is another: <code>{sentence}</code>, as{' '}
                <Outside>{section}</Outside> said before: “<Outside>{text}</Outside>”
              </p>
            </li>
          ))}
        </ul>
      )}
      {accepted.length === 0 ? (
        <p class="quiet">Nobody accepted anything of it.</p>
      ) : (
        accepted.map(item => (
          <Kept
            key={item.metric}
            accepted={item}
            compared={compared.filter(({ metric }) => metric === item.metric)}
          />
        ))
      )}
      <details
        class="accept"
        onToggle={event => setOpen((event.currentTarget as HTMLDetailsElement).open)}
      >
        <summary>Sentences that set a limit</summary>
        {open && <Passages policy={policy} reload={reload} />}
      </details>
    </section>
  )
}

function Kept({
  accepted: { title, sentence, section, text, by, at, until, due, entry },
  compared,
}: {
  readonly accepted: Policy['accepted'][number]
  readonly compared: readonly Compared[]
}) {
  return (
    <>
      <h3>{title}</h3>
      <p>
        <code>{sentence}</code>: “<Outside>{text}</Outside>” <Outside>{section}</Outside>{' '}
        <span class={due ? 'fail' : 'quiet'}>
          accepted by <Outside>{by}</Outside>, <Day time={at} />, entry {entry}
          {until !== null && (
            <>
              , {due ? 'to be looked at again since' : 'until'} <Day time={until} />
            </>
          )}
        </span>
      </p>
      {compared.length === 0 ? (
        <p class="quiet">No check of a connected tenant compares with such a limit.</p>
      ) : (
        <StackedTable
          label={`Tenants, held to: ${sentence}`}
          columns={[
            {
              title: 'Tenant',
              names: true,
              cell: ({ tenant, resource }) => (
                <span>
                  {tenant} <Outside>{resource}</Outside>
                </span>
              ),
            },
            {
              title: 'Held to the policy',
              cell: ({ outcome }) => <OutcomeMark outcome={outcome} />,
            },
            {
              title: 'Is set to',
              long: true,
              cell: ({ actual }) =>
                actual === null ? 'see the finding' : <Outside>{actual}</Outside>,
            },
            {
              title: 'Measured',
              cell: ({ finding, check, grade }) => (
                <span>
                  <Link to={findingAddress(finding)}>{check}</Link> (grade {grade})
                </span>
              ),
            },
          ]}
          rows={compared.map(item => ({ ...item, id: item.finding }))}
        />
      )}
    </>
  )
}

function Passages({ policy, reload }: { readonly policy: Policy; reload(): void }) {
  const { tenant, document } = policy
  const { data, error, reload: again } = useOperation('policy-passages', { tenant, document })
  if (!data) return <Waiting error={error} />
  const open = data.passages.filter(({ acceptedAs }) => acceptedAs === null)
  return (
    <>
      {open.length === 0 && <p class="quiet">No further sentence sets a limit that is measured.</p>}
      {open.map(passage => (
        <PassageForm
          key={`${passage.section} ${passage.text}`}
          policy={policy}
          passage={passage}
          reload={() => {
            again()
            reload()
          }}
        />
      ))}
    </>
  )
}

function PassageForm({
  policy: { tenant, document },
  passage: { section, text: said, proposed },
  reload,
}: {
  readonly policy: Policy
  readonly passage: Passage
  reload(): void
}) {
  return (
    <>
      <p>
        “<Outside>{said}</Outside>”{' '}
        <span class="quiet">
          <Outside>{section}</Outside>
        </span>
      </p>
      <Form
        button="Accept"
        send={async ({ text }) => {
          const wanted = { metric: text('metric'), by: text('by') }
          await call('policy-accept', { tenant, document, section, text: said, ...wanted })
          reload()
          return 'Sealed as evidence of grade D.'
        }}
      >
        <label class="wide">
          It says{' '}
          <select name="metric">
            {proposed.map(({ metric, sentence, title }) => (
              <option key={metric} value={metric}>
                {sentence} ({title})
              </option>
            ))}
          </select>
        </label>
        <label>
          Accepted by <input name="by" required />
        </label>
      </Form>
    </>
  )
}

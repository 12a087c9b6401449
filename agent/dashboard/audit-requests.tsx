import type { Output } from '../operations/index.ts'
import { call, useOperation } from './api.ts'
import { Form } from './form.tsx'
import { Day, Outside } from './parts.tsx'

type Asked = Output<'audit-requests'>['requests'][number]

/** What auditors said and asked for, as their file brought it, and what was answered. */
export function AuditRequests() {
  const { data, reload } = useOperation('audit-requests', {})
  if (!data) return null
  const requests = data.requests.filter(({ kind }) => kind === 'request')
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">
        From auditors{' '}
        {requests.length > 0 && (
          <small>
            {requests.filter(({ awaits }) => awaits).length} of {requests.length} requests are not
            answered
          </small>
        )}
      </h2>
      {data.requests.length === 0 && (
        <p class="quiet">
          Nobody asked for anything yet. What an auditor says of an export comes back as a table,
          and stands here with your answers.
        </p>
      )}
      <ul class="facts">
        {data.requests.map(item => (
          <li key={item.id}>
            <Item item={item} />
          </li>
        ))}
      </ul>
      <details class="accept">
        <summary>Take in an auditor's file</summary>
        <Form
          button="Seal what is new"
          send={async ({ file: chosen }) => {
            const file = chosen('file')
            if (!file || file.size === 0) return ''
            const wanted = { name: file.name, text: await file.text() }
            const { sealed } = await call('audit-request-import', wanted)
            reload()
            return `${sealed} sealed.`
          }}
        >
          <label class="wide">
            Table (CSV) with id, kind, from and text <input name="file" type="file" required />
          </label>
        </Form>
      </details>
      {data.requests.length > 0 && <AnswerForm requests={data.requests} reload={reload} />}
    </section>
  )
}

function Item({
  item: { id, kind, from, text, framework, requirement, about, awaits, answer, at, entry },
}: {
  readonly item: Asked
}) {
  return (
    <span>
      <b>
        <Outside>{id}</Outside>
      </b>{' '}
      {kind} of <Outside>{from}</Outside>, <Day time={at} />, entry {entry}
      {framework !== undefined && `, ${framework}`}
      {requirement !== undefined && ` ${requirement}`}
      {about !== null && `, about entry ${about}`}: <Outside>{text}</Outside>{' '}
      {answer ? (
        <span class="quiet">
          Answered by <Outside>{answer.by}</Outside>, <Day time={answer.at} />, entry {answer.entry}
          : <Outside>{answer.text}</Outside>
        </span>
      ) : (
        awaits && <span class="unknown">Not answered.</span>
      )}
    </span>
  )
}

function AnswerForm({ requests, reload }: { readonly requests: readonly Asked[]; reload(): void }) {
  return (
    <details class="accept">
      <summary>Answer</summary>
      <Form
        button="Seal"
        send={async ({ text }) => {
          const wanted = { id: text('id'), text: text('text'), by: text('by') }
          await call('audit-request-answer', wanted)
          reload()
          return `Sealed: the answer to ${wanted.id}.`
        }}
      >
        <label>
          What{' '}
          <select name="id">
            {requests.map(({ id, answer }) => (
              <option key={id} value={id}>
                {id}
                {answer ? ' (answered)' : ''}
              </option>
            ))}
          </select>
        </label>
        <label class="wide">
          Answer <input name="text" required />
        </label>
        <label>
          By <input name="by" required />
        </label>
      </Form>
    </details>
  )
}

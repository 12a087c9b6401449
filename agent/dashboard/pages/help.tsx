import { useState } from 'preact/hooks'
import { announce, setSingleKeys, singleKeys } from '../attention.ts'
import { Link, OutcomeMark } from '../parts.tsx'
import { Typed } from '../typed.tsx'

const glossary: readonly (readonly [word: string, meaning: string])[] = [
  ['tenant', "one customer's instance of a service"],
  ['resource', 'a thing inside a tenant: an organization, a repository, a person'],
  ['setting', 'a property of a resource that can be read'],
  ['check', 'what a setting should be, how bad it is otherwise, and how to change it'],
  ['finding', 'a check held against one resource: an outcome, and the evidence for it'],
  ['evidence', 'the bytes that a service or page gave, hashed and kept in the log'],
  ['grade', 'how a reading came: A by API, B by API seen in the browser, C by page, D by a person'],
  ['drift', 'what turned since the scan before'],
  ['acceptance', 'a dated, reasoned decision to live with a failing finding; its outcome stays'],
  ['requirement', 'what a framework asks for; measured by the checks that share its metrics'],
  ['checkpoint', "the log's signed root: what was recorded before cannot change unseen"],
]

/** What the words mean, what the keys do, and where more is written. */
export function HelpPage() {
  const [keys, setKeys] = useState(singleKeys)
  const change = (on: boolean): void => {
    setSingleKeys(on)
    setKeys(on)
    announce(on ? 'Single keys act.' : 'Single keys do nothing.')
  }
  return (
    <>
      <h1>Help</h1>
      <h2>Outcomes</h2>
      <dl>
        <div>
          <dt>
            <OutcomeMark outcome="pass" />
          </dt>
          <dd>what was read is as wanted</dd>
        </div>
        <div>
          <dt>
            <OutcomeMark outcome="fail" />
          </dt>
          <dd>what was read is not as wanted</dd>
        </div>
        <div>
          <dt>
            <OutcomeMark outcome="unknown" />
          </dt>
          <dd>nobody could look; the reason stands beside it. It is never taken for a pass</dd>
        </div>
        <div>
          <dt>
            <OutcomeMark outcome="not-applicable" />
          </dt>
          <dd>there is nothing here that the check is about</dd>
        </div>
      </dl>
      <h2>Words</h2>
      <dl>
        {glossary.map(([word, meaning]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h2>Keys</h2>
      <p>
        <kbd>/</kbd> goes to the search of the <Link to="/findings">findings</Link>.
      </p>
      <p>
        <label>
          <input
            type="checkbox"
            checked={keys}
            onChange={event => change(event.currentTarget.checked)}
          />{' '}
          Keys act alone (turn it off where speech types them unasked)
        </label>
      </p>
      <h2>In a terminal</h2>
      <p>
        <Typed command="help" /> lists the commands, <Typed command="doctor" /> says what is in
        order here and what is not.
      </p>
    </>
  )
}

import type { Output } from '../../operations/index.ts'
import { call, useOperation } from '../api.ts'
import { counted } from '../counted.ts'
import { Form } from '../form.tsx'
import { Day, Link, Outside, Waiting } from '../parts.tsx'
import { go, useLocation } from '../router.ts'

type Answer = Output<'framework-proposals'>
type Item = Answer['items'][number]
type Proposal = Item['proposed'][number]

const PAGE = 20

/** Metrics proposed for the requirements of an imported framework, each to be accepted, changed or refused. */
export function MappingPage() {
  const { query } = useLocation()
  const framework = query.get('framework') ?? ''
  const show = query.get('show') === 'all' ? 'all' : 'open'
  const page = Math.max(0, Number(query.get('page') ?? 1) - 1)
  const { data, error, reload } = useOperation('framework-proposals', { framework, show, page })
  const metrics = useOperation('catalogue', {}).data?.metrics ?? []
  const to = (all: boolean, at = 0): string =>
    `/mapping?framework=${framework}${all ? '&show=all' : ''}${at > 0 ? `&page=${at + 1}` : ''}`
  return (
    <>
      <h1>Map a framework</h1>
      <p class="lead">
        Which of the metrics speak for what your framework asks for. They are proposed by words
        alone, on this machine, never as more than support; nothing of it counts before you accept
        it, and what you say is sealed with your name and the day.
      </p>
      {!data ? (
        <Waiting error={error} />
      ) : (
        <>
          <div class="filters">
            <label class="check">
              <input
                type="checkbox"
                checked={show === 'open'}
                onChange={event => go(to(!event.currentTarget.checked), true)}
              />{' '}
              only what nothing speaks for
            </label>
            <Link to={`/frameworks?framework=${framework}`}>Its evaluation</Link>
          </div>
          <p class="quiet">
            <Outside>{data.title}</Outside>: {data.mapped} of{' '}
            {counted(data.requirements, 'requirement')} mapped. What else a requirement asks for
            stays open until you take that aspect out of <code>frameworks/{framework}.yaml</code>:
            so nothing is satisfied by pieces.
          </p>
          <datalist id="metrics">
            {metrics.map(id => (
              <option key={id} value={id} />
            ))}
          </datalist>
          {data.items.length === 0 && <p class="quiet">Nothing is open: everything is mapped.</p>}
          {data.items.map(item => (
            <Requirement key={item.id} item={item} framework={framework} reload={reload} />
          ))}
          {data.total > PAGE && (
            <nav class="pager" aria-label="Pages of requirements">
              {page > 0 && <Link to={to(show === 'all', page - 1)}>Before</Link>}
              <span>
                {page * PAGE + 1} to {page * PAGE + data.items.length} of {data.total}
              </span>
              {(page + 1) * PAGE < data.total && (
                <Link to={to(show === 'all', page + 1)}>Next</Link>
              )}
            </nav>
          )}
        </>
      )}
    </>
  )
}

function Requirement({
  item: { id, title, asks, mapped, proposed, refused },
  framework,
  reload,
}: {
  readonly item: Item
  readonly framework: string
  reload(): void
}) {
  return (
    <section aria-label={`${id} ${title}`}>
      <h2>
        <Outside>{id}</Outside> <Outside>{title}</Outside>
      </h2>
      {asks !== null && (
        <details>
          <summary>What it asks for</summary>
          <p>
            <Outside>{asks}</Outside>
          </p>
        </details>
      )}
      {mapped.length > 0 && (
        <ul class="facts">
          {mapped.map(({ metric, check, measure, says, why, notProven, said }) => (
            <li key={metric ?? check ?? measure}>
              <b>{metric ?? check ?? measure}</b> {says}: <Outside>{why}</Outside>
              {notProven && (
                <>
                  {' '}
                  Not proven: <Outside>{notProven}</Outside>
                </>
              )}{' '}
              <span class="quiet">
                {said ? (
                  <>
                    accepted by <Outside>{said.by}</Outside>, <Day time={said.at} />, entry{' '}
                    {said.entry}
                  </>
                ) : (
                  'written in the file'
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mapped.map(
        ({ metric, said }) =>
          metric !== undefined &&
          said && (
            <Decide
              key={metric}
              summary={`Take back ${metric}`}
              framework={framework}
              requirement={id}
              proposal={{ metric, title: metric, words: [], strength: 'supports', why: '' }}
              isKnown
              reload={reload}
            />
          ),
      )}
      {proposed.map(proposal => (
        <Decide
          key={proposal.metric}
          summary={proposal.title}
          framework={framework}
          requirement={id}
          proposal={proposal}
          reload={reload}
        />
      ))}
      {proposed.length === 0 && mapped.length === 0 && (
        <p class="quiet">No further metric shares words with it.</p>
      )}
      <Decide
        summary="Another metric"
        framework={framework}
        requirement={id}
        proposal={null}
        reload={reload}
      />
      {refused.length > 0 && (
        <ul class="facts">
          {refused.map(({ metric, by, at, entry, why }) => (
            <li key={metric}>
              <b>{metric}</b> does not speak for it
              {why !== null && (
                <>
                  : <Outside>{why}</Outside>
                </>
              )}{' '}
              <span class="quiet">
                refused by <Outside>{by}</Outside>, <Day time={at} />, entry {entry}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** What a person makes of one metric: as proposed, otherwise, or not at all. */
function Decide({
  summary,
  framework,
  requirement,
  proposal,
  isKnown = false,
  reload,
}: {
  readonly summary: string
  readonly framework: string
  readonly requirement: string
  readonly proposal: Proposal | null
  readonly isKnown?: boolean
  reload(): void
}) {
  return (
    <details class="accept">
      <summary>
        {summary}
        {proposal && proposal.words.length > 0 && (
          <>
            {' '}
            <small class="quiet">proposed by: {proposal.words.join(', ')}</small>
          </>
        )}
      </summary>
      <Form
        button="Seal"
        send={async ({ text }) => {
          const verdict = text('verdict') === 'refused' ? 'refused' : 'accepted'
          const why = text('why')
          const open = text('open')
          const strength = (['supports', 'decides', 'design'] as const).find(
            item => item === text('verdict'),
          )
          await call('framework-map', {
            framework,
            requirement,
            metric: proposal?.metric ?? text('metric'),
            verdict,
            by: text('by'),
            ...(why === '' ? {} : { why }),
            ...(verdict === 'accepted' && strength ? { strength } : {}),
            ...(verdict === 'accepted' && open !== '' ? { notProven: open } : {}),
          })
          reload()
          return verdict === 'accepted'
            ? 'Sealed: it counts from now on.'
            : 'Sealed: it is not proposed again.'
        }}
      >
        {proposal === null && (
          <label>
            Metric <input name="metric" list="metrics" required />
          </label>
        )}
        <label>
          It{' '}
          <select name="verdict">
            {!isKnown && <option value="supports">supports it: needed, and not enough</option>}
            {!isKnown && <option value="decides">decides a part of it</option>}
            {!isKnown && <option value="design">shows what is intended</option>}
            <option value="refused">does not speak for it</option>
          </select>
        </label>
        <label class="wide">
          Why, in one sentence{' '}
          <input name="why" minLength={12} defaultValue={proposal?.why ?? ''} />
        </label>
        {!isKnown && (
          <label class="wide">
            What it leaves open (needed where it decides) <input name="open" minLength={12} />
          </label>
        )}
        <label>
          Said by <input name="by" required />
        </label>
      </Form>
    </details>
  )
}

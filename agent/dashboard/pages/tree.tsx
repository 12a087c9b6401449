import { counted } from '../counted.ts'
import type { Input, Output } from '../../operations/index.ts'
import { useOperation } from '../api.ts'
import { findingAddress, Link, OutcomeMark, Standing, Waiting, Outside } from '../parts.tsx'
import { go, picked, useLocation, useTitle } from '../router.ts'
import { ScopeView, StatedView } from '../stated.tsx'
import { Sunburst } from '../sunburst.tsx'
import type { TreeNode } from '../sunburst.tsx'
import { LevelNote } from '../level-note.tsx'
import { WhatIf } from '../what-if.tsx'
import { StackedTable } from '../stacked-table.tsx'
import { useTenantNames } from '../tenant-names.ts'

type Evidence = NonNullable<Output<'tree'>['requirement']>['evidence'][number]

/** Part of the address that stays from one place of the tree to the next. */
const kept = ['framework', 'level', 'show', 'within'] as const

function addressOf(query: URLSearchParams, at: string): string {
  const more = new URLSearchParams({ ...picked(query, kept), ...(at === '' ? {} : { at }) })
  return `/tree?${more}`
}

/** A framework from the top down to what is found: a picture, a table, and the evidence. */
export function TreePage() {
  const { query } = useLocation()
  const framework = query.get('framework') ?? 'eucs'
  const level = query.get('level') || undefined
  const within = query.get('within') === 'scope' ? 'scope' : 'all'
  const asked = { framework, level, within } satisfies Input<'tree'>
  const now = useOperation('tree', asked)
  // Reads every run: the page does not wait for it.
  const over = useOperation('tree', { ...asked, over: 'period' })
  const reload = (): void => {
    now.reload()
    over.reload()
  }
  const data = over.data ?? now.data
  const node = data?.nodes.find(({ id }) => id === query.get('at')) ?? data?.nodes[0]
  useTitle('Evaluation tree', node?.title)
  if (!data || !node)
    return (
      <>
        <h1>Evaluation tree</h1>
        <Waiting error={now.error} />
      </>
    )
  return (
    <>
      <Crumbs nodes={data.nodes} node={node} query={query} />
      <h1>{node.kind === 'framework' ? node.title : `${node.id} ${node.title}`}</h1>
      <Standing data={data} />
      <p class="quiet">{data.when}</p>
      {node.kind === 'requirement' ? (
        <RequirementView asked={{ ...asked, at: node.id }} node={node} query={query} />
      ) : (
        <Under data={data} root={node} query={query} />
      )}
      {node.kind === 'framework' && (
        <ScopeView
          scope={data.scope}
          framework={data.framework}
          reload={reload}
          key={data.scope?.entry}
        />
      )}
      <WhatIf query={query} framework={framework} level={level} />
    </>
  )
}

function Crumbs({
  nodes,
  node,
  query,
}: {
  readonly nodes: readonly TreeNode[]
  readonly node: TreeNode
  readonly query: URLSearchParams
}) {
  const byId = new Map(nodes.map(item => [item.id, item]))
  const above: TreeNode[] = []
  for (let item = byId.get(node.parent ?? ''); item; item = byId.get(item.parent ?? ''))
    above.unshift(item)
  return (
    <p class="crumbs">
      <Link to="/frameworks">Frameworks</Link>
      {above.map(({ id, kind, title }) => (
        <span key={id}>
          {' / '}
          <Link to={addressOf(query, kind === 'framework' ? '' : id)}>
            {kind === 'framework' ? title : id}
          </Link>
        </span>
      ))}
    </p>
  )
}

/** A framework, category or control: the picture, and beside it what is under it. */
function Under({
  data,
  root,
  query,
}: {
  readonly data: Output<'tree'>
  readonly root: TreeNode
  readonly query: URLSearchParams
}) {
  const everything = query.get('show') === 'all'
  const shown = inside(data.nodes, root.id).filter(
    node => node === root || everything || isMeasured(node),
  )
  const weighs = data.nodes.some(({ weight }) => weight !== 1)
  const change = (name: string, value: string): void => {
    const more = new URLSearchParams(query)
    if (value === '') more.delete(name)
    else more.set(name, value)
    go(`/tree?${more}`, true)
  }
  const open = (id: string): void => {
    const above = id === root.id ? (root.parent ?? '') : id
    go(addressOf(query, above === data.framework.id ? '' : above))
  }
  return (
    <>
      <div class="filters">
        {data.framework.levels.length > 0 && (
          <label>
            Level{' '}
            <select
              value={query.get('level') ?? ''}
              onChange={event => change('level', event.currentTarget.value)}
            >
              <option value="">all levels</option>
              {data.framework.levels.map(item => (
                <option key={item}>{item}</option>
              ))}
            </select>
          </label>
        )}
        <label class="check">
          <input
            type="checkbox"
            checked={!everything}
            onChange={event => change('show', event.currentTarget.checked ? '' : 'all')}
          />{' '}
          only what is measured
        </label>
        {data.scope && (
          <label class="check">
            <input
              type="checkbox"
              checked={query.get('within') === 'scope'}
              onChange={event => change('within', event.currentTarget.checked ? 'scope' : '')}
            />{' '}
            only what is in scope
          </label>
        )}
      </div>
      <LevelNote frameworks={[data.framework]} />
      <div class="tree">
        <Sunburst nodes={shown} name={root.title} open={open} key={root.id} />
        <StackedTable
          label={`Under ${root.title}`}
          caption={
            weighs
              ? 'By weight as the scope has it; the weakest stands for all'
              : 'Each requirement counts one; the weakest stands for all'
          }
          rows={shown.filter(({ parent }) => parent === root.id)}
          columns={[
            {
              title: 'What',
              names: true,
              cell: node => (
                <Link to={addressOf(query, node.id)}>
                  {node.id} {node.title}
                </Link>
              ),
            },
            { title: 'Status', cell: node => <Status node={node} /> },
            { title: 'Satisfied', cell: partOf },
            ...(weighs
              ? [
                  { title: 'Weight', cell: (node: TreeNode) => node.weight },
                  { title: 'By weight', cell: shareText },
                ]
              : []),
            { title: 'Fail', cell: node => node.counts.fail },
            { title: 'Grade', cell: node => node.grade ?? 'none' },
            {
              title: 'Throughout',
              long: true,
              cell: node => node.effective?.answer ?? 'not told',
            },
          ]}
        />
      </div>
      <details>
        <summary>What the columns say</summary>
        <ul class="facts">
          <li>Status: satisfied where all under it is; not satisfied where any of it is not.</li>
          <li>Satisfied: requirements, of all that there are, measured or not.</li>
          <li>
            Fail: findings that fail, each once, whatever it speaks to. Of 0, it is the monitoring
            itself that is not as it should be.
          </li>
          <li>Grade: the weakest evidence of what is proven, from A; none where nothing is.</li>
          <li>
            Throughout: whether it was so all the time of the window that is named above. The share
            of the time is that of the part for which it was so least; not told where nothing is
            followed over time.
          </li>
          {weighs && (
            <li>By weight: shares of what counts, as the scope weighs it. It changes no status.</li>
          )}
        </ul>
      </details>
    </>
  )
}

function Status({ node }: { readonly node: TreeNode }) {
  const measured = node.kind !== 'requirement' || isMeasured(node)
  return <span class={`status ${measured ? node.status : 'uncovered'}`}>{node.says}</span>
}

/** A node and all under it. */
function inside(nodes: readonly TreeNode[], root: string): readonly TreeNode[] {
  const ids = new Set([root])
  // Each stands before what is under it.
  for (const { id, parent } of nodes) if (parent !== null && ids.has(parent)) ids.add(id)
  return nodes.filter(({ id }) => ids.has(id))
}

function isMeasured({ requirements }: TreeNode): boolean {
  const { satisfied, undetermined } = requirements
  return satisfied + requirements['not-satisfied'] + undetermined > 0
}

function shareText({ weighted: { satisfied, notSatisfied } }: TreeNode): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  return `${percent(satisfied)} satisfied, ${percent(notSatisfied)} not`
}

function partOf({ requirements }: TreeNode): string {
  const all = Object.values(requirements).reduce((sum, count) => sum + count, 0)
  return `${requirements.satisfied} of ${all}`
}

/** A requirement: which part rests on what, and each finding of it. */
function RequirementView({
  asked,
  node,
  query,
}: {
  readonly asked: Input<'tree'>
  readonly node: TreeNode
  readonly query: URLSearchParams
}) {
  const now = useOperation('tree', asked)
  const over = useOperation('tree', { ...asked, over: 'period' })
  const found = (over.data ?? now.data)?.requirement
  if (!found) return <Waiting error={now.error} />
  return (
    <>
      <p>
        <Status node={node} />{' '}
        {node.effective && <>Effective throughout: {node.effective.answer}. </>}
      </p>
      {found.text !== '' && <p class="sentence">{found.text}</p>}
      {found.aspects.length === 0 && (
        <>
          <p class="quiet">Nothing that is read here could speak for it.</p>
          <Proposed text={node.title} />
        </>
      )}
      {found.aspects.map(aspect => (
        <section key={aspect.id} aria-label={aspect.title}>
          <h2>
            {aspect.title}{' '}
            <small>
              {aspect.says}
              {aspect.grade && `, grade ${aspect.grade}`}
            </small>
          </h2>
          {found.evidence
            .filter(item => item.aspect === aspect.id)
            .map(item => (
              <EvidenceView key={item.by} item={item} query={query} at={node.id} />
            ))}
        </section>
      ))}
      <StatedView
        stated={found}
        framework={asked.framework}
        requirement={node.id}
        reload={() => {
          now.reload()
          over.reload()
        }}
      />
    </>
  )
}

function EvidenceView({
  item,
  query,
  at,
}: {
  readonly item: Evidence
  readonly query: URLSearchParams
  readonly at: string
}) {
  const named = useTenantNames()
  return (
    <div class="speaks">
      <p>
        <b>{item.by}</b> {item.says}: {item.why}
        {item.notProven && <span class="quiet"> Not proven: {item.notProven}</span>}
        {item.effective && (
          <span class="quiet"> Effective throughout: {item.effective.answer}.</span>
        )}
      </p>
      {item.kind === 'measure' && item.facts.length === 0 && (
        <p class="more">
          {counted(item.counts.fail, 'finding')} fail, {item.counts.unknown} cannot be told,{' '}
          {item.counts.pass} pass.{' '}
          {item.counts.fail > 0 && <Link to="/findings?outcome=fail">What fails</Link>}
        </p>
      )}
      {item.targets.length > 0 && (
        <ul class="checks">
          {item.targets.map(({ tenant, text }) => (
            <li key={tenant ?? ''}>
              Own target: <Outside>{text}</Outside>{' '}
              <span class="quiet">{tenant ?? 'every tenant'}</span>
            </li>
          ))}
        </ul>
      )}
      {item.facts.length > 0 && (
        <ul class="checks">
          {item.facts.map(({ tenant, text }) => (
            <li key={tenant}>
              {text} <span class="quiet">{named(tenant)}</span>
            </li>
          ))}
        </ul>
      )}
      {item.checks.length > 0 && (
        <ul class="checks">
          {item.checks.map(({ check, title, tenant, outcome, count, first }) => (
            <li key={tenant + check + outcome}>
              <OutcomeMark outcome={outcome} />{' '}
              <Link
                to={
                  count === 1
                    ? findingAddress(first)
                    : `/findings?check=${check}&tenant=${tenant}&outcome=${outcome}`
                }
              >
                {title}
              </Link>{' '}
              <span class="quiet">
                {named(tenant)}
                {count > 1 && `, ${count} resources`}
              </span>{' '}
              {outcome === 'fail' && (
                <Link to={`${addressOf(query, at)}&repaired=${check}&tenant=${tenant}`}>
                  if repaired
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
      {item.more > 0 && <p class="more">and {counted(item.more, 'more row')}</p>}
    </div>
  )
}

/** Metrics by the words of a title: nobody decided that they answer it. */
function Proposed({ text }: { readonly text: string }) {
  const { data } = useOperation('recommend', { text })
  if (!data || data.metrics.length === 0) return null
  return (
    <details>
      <summary>Metrics that share words with it</summary>
      <p class="quiet">By words alone: whether one answers it is for a person to say.</p>
      <ul class="facts">
        {data.metrics.map(({ metric, title, words, sentence }) => (
          <li key={metric}>
            {title}: <code>{sentence}</code> <span class="quiet">({words.join(', ')})</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { frameworkFromOscal } from '../../common/frameworks/from-oscal.ts'
import { frameworkFromCsv } from '../../common/frameworks/from-csv.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'

const catalogue = {
  catalog: {
    uuid: '0b5b4ac0-6ad8-4b1c-9d3a-1f0c5a3f8a11',
    metadata: { 'title': 'Controls', 'version': '5', 'oscal-version': '1.1.3' },
    groups: [
      {
        id: 'ac',
        title: 'Access Control',
        controls: [
          {
            id: 'ac-2',
            title: 'Account Management',
            props: [{ name: 'label', value: 'AC-2' }],
            controls: [{ id: 'ac-2.1', title: 'Automated Account Management' }],
          },
        ],
      },
      {
        id: 'ia',
        title: 'Identification',
        groups: [{ title: 'Inner', controls: [{ id: 'ia-2', title: 'Users' }] }],
      },
    ],
  },
}
const aspects = [
  {
    id: 'factor',
    title: 'A second factor',
    by: [
      {
        metric: 'mfa-enforced',
        strength: 'decides',
        why: 'Nobody gets in without one.',
        whole: true,
      },
    ],
  },
]

test('a control that is withdrawn asks for nothing; what is in it, or is called so by others, may', () => {
  const withdrawn = (value: string, more: object = {}): object => ({
    props: [{ name: 'status', value, ...more }],
  })
  const metadata = { title: 'Controls', version: '5' }
  const { requirements } = frameworkFromOscal('own', {
    catalog: {
      metadata,
      controls: [
        { id: 'a-1', title: 'One' },
        {
          id: 'a-2',
          title: 'Moved',
          ...withdrawn('withdrawn'),
          controls: [{ id: 'a-2.1', title: 'In' }],
        },
        // As the catalogue of revision 4 has it.
        { id: 'a-3', title: 'Moved', ...withdrawn('Withdrawn') },
        { id: 'a-4', title: 'Another', ...withdrawn('withdrawn', { ns: 'https://example.org' }) },
        { id: 'a-5', title: 'Stays', ...withdrawn('active') },
      ],
    },
  })
  assert.deepEqual(
    requirements.map(({ id }) => id),
    ['a-1', 'a-2.1', 'a-4', 'a-5'],
  )
})

test('an OSCAL catalogue becomes a framework that is mapped in YAML; importing again keeps the mapping', async context => {
  const { agent, home } = await testAgent(context, {})
  const file = join(home, 'frameworks', 'own-controls.yaml')
  const imported = (document: unknown, id = 'own-controls') =>
    perform(agent, tester, 'framework-import', {
      id,
      name: 'catalog.json',
      text: typeof document === 'string' ? document : JSON.stringify(document),
    })
  assert.deepEqual(await imported(catalogue), {
    file: 'frameworks/own-controls.yaml',
    requirements: 6,
    kept: 0,
  })
  const tree = async () => {
    const { nodes } = await perform(agent, tester, 'tree', { framework: 'own-controls' })
    return nodes.map(({ id, kind }) => `${kind} ${id}`)
  }
  assert.deepEqual(await tree(), [
    'framework own-controls',
    'category ac',
    'requirement ac-2',
    'requirement ac-2.1',
    'category ia',
    'control ia-1',
    'requirement ia-2',
  ])
  const map = (change: (item: { id: string; aspects?: unknown }) => object): void => {
    const written = parse(readFileSync(file, 'utf8')) as { requirements: { id: string }[] }
    writeFileSync(
      file,
      stringify({
        ...written,
        requirements: written.requirements.map(item => ({ ...item, ...change(item) })),
      }),
    )
  }
  map(({ id }) => (id === 'ia-2' ? { aspects } : {}))
  const mapped = async () => {
    const [found] = (
      await perform(agent, tester, 'frameworks', { framework: 'own-controls' })
    ).frameworks.flatMap(({ requirements }) => requirements.filter(({ id }) => id === 'ia-2'))
    return found?.aspects.map(({ title }) => title)
  }
  assert.deepEqual(await mapped(), ['A second factor'])
  assert.equal((await imported(catalogue)).kept, 1)
  assert.deepEqual(await mapped(), ['A second factor'])

  map(({ id }) =>
    id === 'ia-2' ? { aspects: [{ ...aspects[0], by: [{ metric: 'nothing' }] }] } : {},
  )
  assert.deepEqual(await mapped(), ['A second factor'], 'its last valid version counts')
  const [aside] = await agent.setAside()
  assert.equal(aside?.file, 'frameworks/own-controls.yaml')
  assert.match(aside.problem, /requirement ia-2.*strength/s)

  for (const [given, id, code] of [
    [catalogue, 'eucs', 'framework-taken'],
    [{ profile: {} }, 'other', 'framework-unreadable'],
    ['{"catalog"', 'other', 'framework-unreadable'],
    ['name\nx\n', 'other', 'framework-unreadable'],
    ['id,title,parent\nA,One,B\n', 'other', 'framework-unreadable'],
  ] as const)
    await assert.rejects(imported(given, id), error => isProblem(error, code))
})

test('a crosswalk: what is like a shipped requirement has its aspects, and keeps them when it is imported again', async context => {
  const { agent } = await testAgent(context, {})
  const list = { id: 'own-rules', name: 'rules.csv', text: 'id,title\nR-1,One\nR-2,Two\n' }
  await perform(agent, tester, 'framework-import', list)
  const cross = (text: string) =>
    perform(agent, tester, 'framework-crosswalk', {
      id: 'own-rules',
      other: 'eucs',
      name: 'like.csv',
      text,
    })
  assert.deepEqual(await cross('id,requirement,strength\nR-1,IAM-07,decides\n'), {
    file: 'frameworks/own-rules.yaml',
    requirements: 1,
    lines: 1,
  })
  const aspects = async () =>
    (await perform(agent, tester, 'frameworks', { framework: 'own-rules' })).frameworks
      .flatMap(({ requirements }) => requirements)
      .find(({ id }) => id === 'R-1')
      ?.aspects.map(({ title }) => title) ?? []
  const found = await aspects()
  assert.ok(found.length > 1 && found.every(title => /\(.* IAM-07\./.test(title)), found.join())
  await perform(agent, tester, 'framework-import', list)
  assert.deepEqual(await aspects(), found)
  for (const [text, message] of [
    ['id,requirement\nR-9,IAM-07\n', /no requirement "R-9" in own-rules/],
    ['id,requirement\nR-1,IAM-99\n', /has no requirement "IAM-99"/],
    ['id,requirement,framework\nR-1,IAM-07,other\n', /no framework "other" that is shipped/],
  ] as const)
    await assert.rejects(
      cross(text),
      (error: unknown) => isProblem(error, 'framework-unreadable') && message.test(error.message),
      text,
    )
  assert.deepEqual(await aspects(), found)
})

test('a list becomes a framework: quotes, ends of lines, levels in their order', () => {
  const { levels, requirements } = frameworkFromCsv(
    'own',
    'Own',
    '\ufeffTitle,id,Level,parent\r\n"Keys, and ""locks""\nof doors",R-1,Low,A\r\nDoors,A,,\r\nWindows,R-2,High,A\r\n',
  )
  assert.deepEqual(levels, ['Low', 'High'])
  assert.deepEqual(requirements, [
    { id: 'R-1', title: 'Keys, and "locks"\nof doors', parent: 'A', level: 'Low', aspects: [] },
    { id: 'A', title: 'Doors', aspects: [] },
    { id: 'R-2', title: 'Windows', parent: 'A', level: 'High', aspects: [] },
  ])
  assert.throws(
    () => frameworkFromCsv('own', 'Own', 'id,title\nA,\n'),
    /line 2: no id, or no title/,
  )
  assert.throws(
    () => frameworkFromCsv('own', 'Own', 'id,title\nA,"One\nand more"\nB,"never'),
    /line 4: a quote is never closed/,
  )
})

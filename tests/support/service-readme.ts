import type { Service } from '../../common/model/index.ts'

const marker = '<!-- below: written by npm run generate -->'
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/**
 * A service's README: what was written by hand above the marker, then every setting with where it
 * is read, and every check with its metric and severity.
 * @param before the file as it is, null where there is none yet
 */
export function readmeOf(service: Service, before: string | null): string {
  const byHand = before ?? `# ${service.title}\n\nTested against: ${service.testedAgainst}.\n`
  return `${(byHand.split(marker)[0] ?? '').trimEnd()}\n\n${marker}\n\n${tablesOf(service)}`
}

function tablesOf(service: Service): string {
  const settings = service.settings.map(({ id, title, api, console }) => [
    `\`${id}\``,
    cell(title),
    api ? cell(`\`${api.request}\``) : '-',
    console ? `${cell(console.path)} (${console.certainty})` : '-',
  ])
  const checks = service.checks.map(({ id, title, metric, severity }) => [
    `\`${id}\``,
    cell(title),
    `\`${metric}\``,
    severity,
  ])
  return [
    '## Settings',
    '',
    ...table(['id', 'title', 'API', 'console page'], settings),
    '',
    '## Checks',
    '',
    ...table(['id', 'title', 'metric', 'severity'], checks),
    '',
    ...peersOf(service),
  ].join('\n')
}

/** Every check of others: ours, the page that shows it, or why there is none. */
function peersOf({ peers = [], checks, settings }: Service): string[] {
  const byPage = new Set(settings.filter(({ api }) => !api).map(({ id }) => id))
  const named = (id: string): string => {
    const reads = checks.find(check => check.id === id)?.reads ?? []
    return `\`${id}\`${reads.some(setting => byPage.has(setting)) ? ' (by page)' : ''}`
  }
  return peers.flatMap(({ title, checks: theirs }) => {
    const answered = theirs.filter(({ ours }) => ours.length > 0).length
    return [
      `## Held against: ${title}`,
      '',
      `${answered} of ${theirs.length} are answered by a check here.`,
      '',
      ...table(
        ['theirs', 'here'],
        theirs.map(({ id, ours, why }) => [
          `\`${id}\``,
          ours.length > 0 ? ours.map(named).join(', ') : cell(`none: ${why ?? ''}`),
        ]),
      ),
      '',
    ]
  })
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map(row => `| ${row.join(' | ')} |`),
  ]
}

import type { Recipe } from '../../common/capture/recipe.ts'
import type { Service } from '../../common/model/index.ts'

const marker = '<!-- below: written by npm run generate -->'
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/**
 * A service's README: what was written by hand above the marker, then every setting with where it
 * is read, every page with what of it is a guess, and every check with its metric and severity.
 * @param before the file as it is, null where there is none yet
 */
export function readmeOf(
  service: Service,
  recipes: readonly Recipe[],
  before: string | null,
): string {
  const byHand = before ?? `# ${service.title}\n\nTested against: ${service.testedAgainst}.\n`
  return `${(byHand.split(marker)[0] ?? '').trimEnd()}\n\n${marker}\n\n${tablesOf(service, recipes)}`
}

function tablesOf(service: Service, recipes: readonly Recipe[]): string {
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
    ...folded('Settings', settings.length, table(['id', 'title', 'API', 'console page'], settings)),
    ...pagesOf(recipes),
    ...folded('Checks', checks.length, table(['id', 'title', 'metric', 'severity'], checks)),
    ...peersOf(service),
  ].join('\n')
}

/** A long list under its name: the whole is read on one screen, and opened where it is wanted. */
function folded(title: string, count: number, lines: readonly string[]): string[] {
  const name = `<summary>${title} (${count})</summary>`
  return ['<details>', name, '', ...lines, '', '</details>', '']
}

/** What is known of each page, and what is not. */
function pagesOf(recipes: readonly Recipe[]): string[] {
  if (recipes.length === 0) return []
  return folded('Pages', recipes.length, [
    'What nobody has seen yet is a guess: labels, addresses and messages that are others are not recognised, never taken for a value.',
    '',
    ...table(
      ['page', 'certainty', 'rests on', 'a change counts', 'not known'],
      recipes.map(recipe => [
        cell(recipe.title),
        recipe.certainty,
        cell(recipe.basis),
        cell(countsOf(recipe)),
        cell(unknownOf(recipe).join('; ') || '-'),
      ]),
    ),
  ])
}

function countsOf({ certainty, context }: Recipe): string {
  const { save, saveBasis, unsaved } = context
  if (save === 'submit') return 'when a page is loaded'
  if (save === 'button') {
    const guessed =
      certainty === 'confirmed' ? '' : ' (its words are a guess: else when loaded again)'
    return `when the page says so${guessed}`
  }
  const sign = unsaved ? 'at once, unless the page says that it is not saved' : 'at once'
  return saveBasis ? `${sign}: ${saveBasis}` : sign
}

function unknownOf({ certainty, languages, settings }: Recipe): string[] {
  const isSeen = certainty === 'confirmed'
  const labels = settings.some(({ read, by }) => read === 'selected' && by !== 'value')
  const names = settings.some(({ locate }) => !locate.some(item => 'css' in item))
  return [
    ...settings.flatMap(({ setting, empty }) =>
      empty && 'unknown' in empty ? [`\`${setting}\` without entries: ${empty.unknown}`] : [],
    ),
    ...(!isSeen && labels ? ['values of choices: read by their words'] : []),
    ...(!isSeen && names ? [`languages other than ${languages.join(', ')}`] : []),
  ]
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
    return folded(`Held against ${title}`, theirs.length, [
      `${answered} of ${theirs.length} are answered by a check here.`,
      '',
      ...table(
        ['theirs', 'here'],
        theirs.map(({ id, ours, why }) => [
          `\`${id}\``,
          ours.length > 0 ? ours.map(named).join(', ') : cell(`none: ${why ?? ''}`),
        ]),
      ),
    ])
  })
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map(row => `| ${row.join(' | ')} |`),
  ]
}

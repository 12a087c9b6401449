// Writes the tables of settings and checks into each service's README, below the marker; what
// stands above it is written by hand.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Service } from '../../common/model/index.ts'
import { services } from '../../common/services/index.ts'

const marker = '<!-- below: written by tests/support/write-service-readmes.ts -->'

/**
 * The generated part: every setting with where it is read, every check with its metric and
 * severity.
 */
export function tablesOf(service: Service): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  return [
    marker,
    '',
    '## Settings',
    '',
    '| id | title | API | console page |',
    '|---|---|---|---|',
    ...service.settings.map(
      setting =>
        `| \`${setting.id}\` | ${cell(setting.title)} | ${setting.api ? cell(`\`${setting.api.request}\``) : '-'} | ${setting.console ? `${cell(setting.console.path)} (${setting.console.certainty})` : '-'} |`,
    ),
    '',
    '## Checks',
    '',
    '| id | title | metric | severity |',
    '|---|---|---|---|',
    ...service.checks.map(
      check =>
        `| \`${check.id}\` | ${cell(check.title)} | \`${check.metric}\` | ${check.severity} |`,
    ),
    '',
  ].join('\n')
}

if (import.meta.main) {
  for (const service of services) {
    const file = new URL(`../../common/services/${service.id}/README.md`, import.meta.url)
    const before = existsSync(file)
      ? readFileSync(file, 'utf8')
      : `# ${service.title}\n\nTested against: ${service.testedAgainst}.\n\n`
    writeFileSync(file, `${before.split(marker)[0]?.trimEnd() ?? ''}\n\n${tablesOf(service)}`)
  }
}

import type { Service } from '../../common/model/index.ts'

const begin = '<!-- services: written by npm run generate -->'
const end = '<!-- services: end -->'

/**
 * The README with its table of services as they are: which are read by API and by page, and what
 * each was tested against.
 * @param byApi ids of the services that have a collector
 * @throws Error where the README has no place for it
 */
export function readmePage(
  before: string,
  services: readonly Service[],
  byApi: readonly string[],
): string {
  const [above, rest = ''] = before.split(begin)
  const [, below] = rest.split(end)
  if (below === undefined) throw new Error(`README.md has no place "${begin} … ${end}"`)
  const rows = services.map(
    service =>
      `| [${service.title}](common/services/${service.id}/README.md) | ${byApi.includes(service.id) ? 'yes' : 'no'} | ${service.settings.some(({ console }) => console) ? 'yes' : 'no'} | ${tested(service)} |\n`,
  )
  return `${above}${begin}

| service | API | console pages | tested against |
|---|---|---|---|
${rows.join('')}
${end}${below}`
}

/** Up to the first break: the whole sentence stands in the service's README. */
function tested({ testedAgainst }: Service): string {
  const [short = ''] = testedAgainst.split(/[,;:]/)
  return testedAgainst.includes('installed and run') ? `✔ ${short}` : short
}

import type { ExportFormat } from '../format.ts'
import { asText } from '../format.ts'
import type { Window } from '../window.ts'
import type { ZipMember } from '../zip.ts'
import { jsonText } from './json-stream.ts'
import { catalogDocument, planDocument, profileDocument, systemDocument } from './plan.ts'
import type { Named } from './plan.ts'
import type { Linking, OscalVersion } from './names.ts'
import { resultsDocument } from './results.ts'
import { poamDocument } from './poam.ts'

/** For tools that read OSCAL. */
export const oscalFormat: ExportFormat = {
  title: 'OSCAL assessment results',
  ending: 'oscal.json',
  write: asText(({ window, oscalVersion }) => oscal(window, oscalVersion)),
}

/** The assessment results alone, with everything it refers to inside. */
async function* oscal(window: Window, oscalVersion: OscalVersion): AsyncIterable<string> {
  const { plan } = documentsOf(window, oscalVersion, 'embedded')
  yield* jsonText(resultsDocument(window, oscalVersion, plan, 'embedded'))
  yield '\n'
}

/**
 * `oscal/` of a bundle: results, plan of action, plan, system description, profile and catalog side by
 * side, each referring to the next.
 */
export function oscalMembers(window: Window, oscalVersion: OscalVersion): ZipMember[] {
  const { plan, system, profile, catalog } = documentsOf(window, oscalVersion, 'files')
  const poam = poamDocument(window, oscalVersion, system, 'files')
  return [
    {
      path: 'oscal/assessment-results.json',
      content: () => jsonText(resultsDocument(window, oscalVersion, plan, 'files')),
    },
    ...[...(poam ? [poam] : []), plan, system, profile, catalog].map(({ file, document }) => ({
      path: `oscal/${file}`,
      content: () => [`${JSON.stringify(document, null, 2)}\n`],
    })),
  ]
}

function documentsOf(
  window: Window,
  oscalVersion: OscalVersion,
  linking: Linking,
): {
  readonly plan: Named
  readonly system: Named
  readonly profile: Named
  readonly catalog: Named
} {
  const catalog = catalogDocument(window, oscalVersion)
  const profile = profileDocument(window, oscalVersion, catalog, linking)
  const system = systemDocument(window, oscalVersion, profile, linking)
  return { catalog, profile, system, plan: planDocument(window, oscalVersion, system, linking) }
}

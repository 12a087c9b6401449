import type { Source } from '../../model/observation.ts'
import type { Reason } from '../../model/reason.ts'

/** One sentence a person can act on. */
export const reasonText: Readonly<Record<Reason, string>> = {
  'forbidden': 'The credential may not read this. Grant the named right, then scan again.',
  'not-found': 'The service says that this does not exist, or hides it from this credential.',
  'rate-limited':
    'The service asked us to slow down for longer than one run waits. The next run reads it.',
  'unsupported-plan': 'The plan of this tenant does not have this setting.',
  'malformed': 'The reply was not in the documented shape, so nothing was read from it.',
  'unreachable': 'The service could not be reached.',
  'timed-out': 'The service did not answer in time.',
  'unauthorized':
    'The credential was refused: expired, revoked or mistyped. Connect the tenant again.',
  'no-credential':
    'No credential for this tenant is kept where the agent looks, so the service was not asked. Connect the tenant again, or make its keyring reachable.',
  'not-readable-by-api':
    'No API shows this setting: open the named console page with the extension; where there is none, import a document that shows it.',
  'not-asked': 'The configuration of this tenant does not ask for this.',
  'never-captured': 'Nobody has opened this console page with the extension yet.',
  'unsaved': 'The page showed a change that was not saved, so it was not read.',
  'stale': 'The last reading is too old to rely on. Open the console page again.',
  'layout-not-recognised':
    'The console page does not look as the recipe expects, so nothing was read from it.',
  'not-shown':
    'The console page was open, and this setting was not in sight. Open the tab or the section that shows it.',
  'does-not-apply': 'The condition under which this check applies is not met here.',
  'check-error': 'The check itself could not be evaluated. Its definition needs a correction.',
  'not-implemented': 'No rule is written for this policy yet.',
}

/** The same of what an export says: whoever acts on it turns to the tool that wrote it. */
export const importText: Readonly<Partial<Record<Reason, string>>> = {
  'forbidden':
    'The tool that wrote the export could not read this. Grant it the right, export again, and import that.',
  'not-found':
    'The export does not have it: export again with what is missing, by a version that writes it, and import that.',
  'malformed': 'The export does not have this in the form in which its tool writes it.',
  'unreachable':
    'The tool that wrote the export did not reach it. Export again where it is reached, and import that.',
  'stale': 'The export is too old to rely on. Export again, and import that.',
}

/** What to do about a finding that could not be told, by where its readings are from. */
export function reasonWords(reason: Reason, source: Source): string {
  return (source === 'import' ? importText[reason] : undefined) ?? reasonText[reason]
}

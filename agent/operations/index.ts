import type { z } from 'zod'
import type { Operation } from './operation.ts'

/**
 * Everything that a person or program can ask of the agent, by name: one line an operation. Each is
 * loaded when it is asked for, so that a command does not pay for the code of the others.
 */
const operations = {
  'access-decide': async () => (await import('./access-decide.ts')).accessDecide,
  'access-file': async () => (await import('./access-file.ts')).accessFile,
  'access-reviews': async () => (await import('./access-reviews.ts')).accessReviews,
  'access-start': async () => (await import('./access-start.ts')).accessStart,
  'alert-list': async () => (await import('./alert-list.ts')).alertList,
  'alert-resend': async () => (await import('./alert-resend.ts')).alertResend,
  'alert-secret': async () => (await import('./alert-secret.ts')).alertSecret,
  'alert-test': async () => (await import('./alert-test.ts')).alertTest,
  'anchor': async () => (await import('./anchor.ts')).anchor,
  'applicability-file': async () => (await import('./applicability-file.ts')).applicabilityFile,
  'applicability-set': async () => (await import('./applicability-set.ts')).applicabilitySet,
  'audit-request-answer': async () =>
    (await import('./audit-request-answer.ts')).auditRequestAnswer,
  'audit-request-import': async () =>
    (await import('./audit-request-import.ts')).auditRequestImport,
  'audit-requests': async () => (await import('./audit-requests.ts')).auditRequests,
  'backup': async () => (await import('./backup.ts')).backup,
  'baseline': async () => (await import('./baseline.ts')).baseline,
  'capture': async () => (await import('./capture.ts')).capture,
  'catalogue-whole': async () => (await import('./catalogue-whole.ts')).catalogueWhole,
  'catalogue': async () => (await import('./catalogue.ts')).catalogue,
  'certificate-set': async () => (await import('./certificate-set.ts')).certificateSet,
  'certificate': async () => (await import('./certificate.ts')).certificate,
  'changes': async () => (await import('./changes.ts')).changes,
  'confirm': async () => (await import('./confirm.ts')).confirm,
  'conformance': async () => (await import('./conformance.ts')).conformance,
  'connect': async () => (await import('./connect.ts')).connect,
  'demand': async () => (await import('./demand.ts')).demand,
  'diff': async () => (await import('./diff.ts')).diff,
  'disconnect': async () => (await import('./disconnect.ts')).disconnect,
  'credential-draft': async () => (await import('./credential-draft.ts')).credentialDraft,
  'credential-status': async () => (await import('./credential-status.ts')).credentialStatus,
  'credentials': async () => (await import('./credentials.ts')).credentials,
  'doctor': async () => (await import('./doctor.ts')).doctor,
  'document': async () => (await import('./document.ts')).document,
  'drift': async () => (await import('./drift.ts')).drift,
  'erase': async () => (await import('./erase.ts')).erase,
  'evidence-text': async () => (await import('./evidence-text.ts')).evidenceText,
  'evidence': async () => (await import('./evidence.ts')).evidence,
  'exception-add-all': async () => (await import('./exception-add-all.ts')).exceptionAddAll,
  'exception-add': async () => (await import('./exception-add.ts')).exceptionAdd,
  'exception-apply': async () => (await import('./exception-apply.ts')).exceptionApply,
  'exception-end': async () => (await import('./exception-end.ts')).exceptionEnd,
  'exceptions': async () => (await import('./exceptions.ts')).exceptions,
  'export-file': async () => (await import('./export-file.ts')).exportFile,
  'export-remove': async () => (await import('./export-remove.ts')).exportRemove,
  'export-start': async () => (await import('./export-start.ts')).exportStart,
  'export': async () => (await import('./export.ts')).exportWindow,
  'exports': async () => (await import('./exports.ts')).exports,
  'finding-groups': async () => (await import('./finding-groups.ts')).findingGroups,
  'finding': async () => (await import('./finding.ts')).finding,
  'finding-period': async () => (await import('./finding-period.ts')).findingPeriod,
  'findings-file': async () => (await import('./findings-file.ts')).findingsFile,
  'findings-whole': async () => (await import('./findings-whole.ts')).findingsWhole,
  'findings': async () => (await import('./findings.ts')).findings,
  'framework-crosswalk': async () => (await import('./framework-crosswalk.ts')).frameworkCrosswalk,
  'framework-import': async () => (await import('./framework-import.ts')).frameworkImport,
  'framework-library': async () => (await import('./framework-library.ts')).frameworkLibrary,
  'framework-map': async () => (await import('./framework-map.ts')).frameworkMap,
  'framework-proposals': async () => (await import('./framework-proposals.ts')).frameworkProposals,
  'frameworks': async () => (await import('./frameworks.ts')).frameworks,
  'held': async () => (await import('./held.ts')).held,
  'import': async () => (await import('./import.ts')).importFile,
  'init': async () => (await import('./init.ts')).init,
  'key-rotate': async () => (await import('./key-rotate.ts')).keyRotate,
  'key': async () => (await import('./key.ts')).key,
  'log': async () => (await import('./log.ts')).log,
  'manual-set': async () => (await import('./manual-set.ts')).manualSet,
  'metrics': async () => (await import('./metrics.ts')).metrics,
  'migrate': async () => (await import('./migrate.ts')).migrate,
  'non-conformities': async () => (await import('./non-conformities.ts')).nonConformities,
  'overview': async () => (await import('./overview.ts')).overview,
  'owners': async () => (await import('./owners.ts')).owners,
  'page': async () => (await import('./page.ts')).page,
  'pairing-add': async () => (await import('./pairing-add.ts')).pairingAdd,
  'pairing-find': async () => (await import('./pairing-find.ts')).pairingFind,
  'pairing-offer': async () => (await import('./pairing-offer.ts')).pairingOffer,
  'pairing-revoke': async () => (await import('./pairing-revoke.ts')).pairingRevoke,
  'pairing-seen': async () => (await import('./pairing-seen.ts')).pairingSeen,
  'pairings': async () => (await import('./pairings.ts')).pairings,
  'period': async () => (await import('./period.ts')).period,
  'picture-announce': async () => (await import('./picture-announce.ts')).pictureAnnounce,
  'picture': async () => (await import('./picture.ts')).picture,
  'policies': async () => (await import('./policies.ts')).policies,
  'policy-accept': async () => (await import('./policy-accept.ts')).policyAccept,
  'policy-passages': async () => (await import('./policy-passages.ts')).policyPassages,
  'policy-read': async () => (await import('./policy-read.ts')).policyRead,
  'prune': async () => (await import('./prune.ts')).prune,
  'recommend': async () => (await import('./recommend.ts')).recommend,
  'repair-plan': async () => (await import('./repair-plan.ts')).repairPlan,
  'reperform': async () => (await import('./reperform.ts')).reperform,
  'restore': async () => (await import('./restore.ts')).restore,
  'round': async () => (await import('./round.ts')).round,
  'runs': async () => (await import('./runs.ts')).runs,
  'sample': async () => (await import('./sample.ts')).sample,
  'scan': async () => (await import('./scan.ts')).scan,
  'scope-set': async () => (await import('./scope-set.ts')).scopeSet,
  'scope': async () => (await import('./scope.ts')).scope,
  'service-access': async () => (await import('./service-access.ts')).serviceAccess,
  'status': async () => (await import('./status.ts')).status,
  'target-apply': async () => (await import('./target-apply.ts')).targetApply,
  'target-end': async () => (await import('./target-end.ts')).targetEnd,
  'targets': async () => (await import('./targets.ts')).targets,
  'taught-edit': async () => (await import('./taught-edit.ts')).taughtEdit,
  'taught-remove': async () => (await import('./taught-remove.ts')).taughtRemove,
  'taught': async () => (await import('./taught.ts')).taught,
  'teach': async () => (await import('./teach.ts')).teach,
  'tenant-end': async () => (await import('./tenant-end.ts')).tenantEnd,
  'tenants': async () => (await import('./tenants.ts')).tenants,
  'tiles': async () => (await import('./tiles.ts')).tiles,
  'tree': async () => (await import('./tree.ts')).tree,
  'trend': async () => (await import('./trend.ts')).trend,
  'unsealed': async () => (await import('./unsealed.ts')).unsealed,
  'verify-bundle': async () => (await import('./verify-bundle.ts')).verifyBundle,
  'verify-oscal': async () => (await import('./verify-oscal.ts')).verifyOscal,
  'verify-statement': async () => (await import('./verify-statement.ts')).verifyStatement,
  'verify': async () => (await import('./verify.ts')).verify,
  'view-remove': async () => (await import('./view-remove.ts')).viewRemove,
  'view-rename': async () => (await import('./view-rename.ts')).viewRename,
  'view-save': async () => (await import('./view-save.ts')).viewSave,
  'views': async () => (await import('./views.ts')).views,
  'welcome': async () => (await import('./welcome.ts')).welcome,
  'what-if': async () => (await import('./what-if.ts')).whatIf,
} satisfies Readonly<Record<string, () => Promise<Operation>>>

type Operations = { readonly [N in OperationName]: Awaited<ReturnType<(typeof operations)[N]>> }
export type OperationName = keyof typeof operations

export const operationNames = Object.keys(operations) as readonly OperationName[]

export function loadOperation(name: OperationName): Promise<Operation> {
  return operations[name]()
}

/** All of them: what a door needs that lists what can be asked. */
export async function loadOperations(): Promise<ReadonlyMap<OperationName, Operation>> {
  const loaded = operationNames.map(async name => [name, await loadOperation(name)] as const)
  return new Map(await Promise.all(loaded))
}

/** What an operation takes, as its caller writes it. */
export type Input<N extends OperationName> = z.input<Operations[N]['input']>
/** What an operation answers; a download answers bytes. */
export type Output<N extends OperationName> = Operations[N] extends { readonly output: infer O }
  ? O extends z.ZodType
    ? z.output<O>
    : never
  : never

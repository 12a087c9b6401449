import type { z } from 'zod'
import { anchor } from './anchor.ts'
import { backup } from './backup.ts'
import { capture } from './capture.ts'
import { catalogueWhole } from './catalogue-whole.ts'
import { catalogue } from './catalogue.ts'
import { changes } from './changes.ts'
import { confirm } from './confirm.ts'
import { conformance } from './conformance.ts'
import { connect } from './connect.ts'
import { diff } from './diff.ts'
import { disconnect } from './disconnect.ts'
import { doctor } from './doctor.ts'
import { document } from './document.ts'
import { erase } from './erase.ts'
import { evidence } from './evidence.ts'
import { exceptionAdd } from './exception-add.ts'
import { exceptionEnd } from './exception-end.ts'
import { exceptions } from './exceptions.ts'
import { exportFile } from './export-file.ts'
import { exportRemove } from './export-remove.ts'
import { exportStart } from './export-start.ts'
import { exportWindow } from './export.ts'
import { exports } from './exports.ts'
import { finding } from './finding.ts'
import { findingsWhole } from './findings-whole.ts'
import { findings } from './findings.ts'
import { frameworks } from './frameworks.ts'
import { held } from './held.ts'
import { importFile } from './import.ts'
import { init } from './init.ts'
import { keyRotate } from './key-rotate.ts'
import { key } from './key.ts'
import { log } from './log.ts'
import { overview } from './overview.ts'
import { page } from './page.ts'
import { pairingAdd } from './pairing-add.ts'
import { pairingFind } from './pairing-find.ts'
import { pairingOffer } from './pairing-offer.ts'
import { pairingRevoke } from './pairing-revoke.ts'
import { pairingSeen } from './pairing-seen.ts'
import { pairings } from './pairings.ts'
import { pictureAnnounce } from './picture-announce.ts'
import { picture } from './picture.ts'
import { prune } from './prune.ts'
import { restore } from './restore.ts'
import { round } from './round.ts'
import { scan } from './scan.ts'
import { serviceAccess } from './service-access.ts'
import { status } from './status.ts'
import { teach } from './teach.ts'
import { tenants } from './tenants.ts'
import { tiles } from './tiles.ts'
import { verifyBundle } from './verify-bundle.ts'
import { verifyOscal } from './verify-oscal.ts'
import { verify } from './verify.ts'
import { welcome } from './welcome.ts'
import type { Operation } from './operation.ts'

/** Everything that a person or program can ask of the agent, by name: one line an operation. */
export const operations = {
  'anchor': anchor,
  'backup': backup,
  'capture': capture,
  'catalogue-whole': catalogueWhole,
  'catalogue': catalogue,
  'changes': changes,
  'confirm': confirm,
  'conformance': conformance,
  'connect': connect,
  'diff': diff,
  'disconnect': disconnect,
  'doctor': doctor,
  'document': document,
  'erase': erase,
  'evidence': evidence,
  'exception-add': exceptionAdd,
  'exception-end': exceptionEnd,
  'exceptions': exceptions,
  'export-file': exportFile,
  'export-remove': exportRemove,
  'export-start': exportStart,
  'export': exportWindow,
  'exports': exports,
  'finding': finding,
  'findings-whole': findingsWhole,
  'findings': findings,
  'frameworks': frameworks,
  'held': held,
  'import': importFile,
  'init': init,
  'key-rotate': keyRotate,
  'key': key,
  'log': log,
  'overview': overview,
  'page': page,
  'pairing-add': pairingAdd,
  'pairing-find': pairingFind,
  'pairing-offer': pairingOffer,
  'pairing-revoke': pairingRevoke,
  'pairing-seen': pairingSeen,
  'pairings': pairings,
  'picture-announce': pictureAnnounce,
  'picture': picture,
  'prune': prune,
  'restore': restore,
  'round': round,
  'scan': scan,
  'service-access': serviceAccess,
  'status': status,
  'teach': teach,
  'tenants': tenants,
  'tiles': tiles,
  'verify-bundle': verifyBundle,
  'verify-oscal': verifyOscal,
  'verify': verify,
  'welcome': welcome,
} satisfies Readonly<Record<string, Operation>>

type Operations = typeof operations
export type OperationName = keyof Operations

/** What an operation takes, as its caller writes it. */
export type Input<N extends OperationName> = z.input<Operations[N]['input']>
/** What an operation answers; a download answers bytes. */
export type Output<N extends OperationName> = Operations[N] extends { readonly output: infer O }
  ? O extends z.ZodType
    ? z.output<O>
    : never
  : never

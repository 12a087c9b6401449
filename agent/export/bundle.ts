import { canonical } from '../../common/log/canonical.ts'
import { entryName } from '../../common/log/bundle.ts'
import type { BundleManifest } from '../../common/log/bundle.ts'
import { findingLine } from '../log/finding-lines.ts'
import { sha256 } from '../log/crypto.ts'
import { version } from '../version.ts'
import type { ExportFormat } from './format.ts'
import { checkpointMembers, entryMembers, keysOf } from './log-files.ts'
import { ocsf } from './ocsf.ts'
import { oscalMembers } from './oscal/oscal.ts'
import type { OscalVersion } from './oscal/names.ts'
import { report } from './report/report.ts'
import { sealedDeviations } from './sealed-deviations.ts'
import { verifyGuide } from './verify-guide.ts'
import type { ExportSource, Moment, TenantWindow, Window } from './window.ts'
import { writeZip } from './zip.ts'
import type { ZipMember } from './zip.ts'

/** Everything in one zip, signed. */
export const bundleFormat: ExportFormat = {
  title: 'Bundle for an auditor (zip: report, OSCAL, evidence, proofs)',
  ending: 'zip',
  write: ({ out, source, window, oscalVersion, progress }) =>
    writeBundle(out, source, window, oscalVersion, progress),
}

/**
 * Writes the auditor's zip: everything a stranger needs to read the window and to verify it without
 * us.
 * @param progress is told how many of the files are written
 */
async function writeBundle(
  file: string,
  source: ExportSource,
  window: Window,
  oscalVersion: OscalVersion,
  progress: (done: number, total: number) => void,
): Promise<BundleManifest> {
  const keys = await keysOf(source.store, window)
  const withheld: BundleManifest['withheld'] = []
  const entries = await entryMembers(source.store, window, (entry, reason) => {
    withheld.push({ entry, reason })
  })
  const files: BundleManifest['files'] = {}
  const manifest = (): BundleManifest => manifestOf(window, oscalVersion, withheld, files)
  let digest = new Uint8Array()
  const example = entries.find(member => /\.body\./.test(member.path))?.path
  const members: ZipMember[] = [
    { path: 'report.html', content: () => report(source, window, keys, withheld) },
    {
      path: 'VERIFY.md',
      content: () => [
        verifyGuide(window, example ? { entry: example.slice(9, 17), body: example } : null),
      ],
    },
    ...oscalMembers(window, oscalVersion),
    { path: 'ocsf/findings.ndjson', content: () => ocsf(window) },
    ...window.tenants.flatMap(tenant =>
      tenant.moments.flatMap(moment => findingsMember(window, tenant, moment)),
    ),
    // Lines hold what names persons.
    ...(window.redact
      ? []
      : window.tenants.map(tenant => ({
          path: `evidence/deviations-${tenant.id}.ndjson`,
          content: () => sealedDeviations(source, window, tenant),
        }))),
    ...entries,
    ...(await checkpointMembers(source.store, window, keys)),
    {
      path: 'manifest.json',
      content() {
        const bytes = Buffer.from(`${canonical(manifest())}\n`)
        digest = new Uint8Array(sha256(bytes))
        return [bytes]
      },
    },
    { path: 'checkpoints/manifest.txt', content: () => [source.log.attest('bundle', digest)] },
  ]
  let done = 0
  await writeZip(file, members, (path, bytes, hash) => {
    if (path !== 'manifest.json' && path !== 'checkpoints/manifest.txt')
      files[path] = { bytes, sha256: hash }
    progress(++done, members.length)
  })
  return manifest()
}

function findingsFile(window: Window, tenant: TenantWindow, moment: Moment): string | null {
  return window.redact || !moment.matches
    ? null
    : `evidence/findings-${tenant.id}-${entryName(moment.entry)}.ndjson`
}

function findingsMember(window: Window, tenant: TenantWindow, moment: Moment): ZipMember[] {
  const path = findingsFile(window, tenant, moment)
  return path === null ? [] : [{ path, content: () => lines(window, tenant.id, moment) }]
}

async function* lines(window: Window, tenant: string, moment: Moment): AsyncIterable<string> {
  for await (const finding of window.lines(tenant, moment)) yield findingLine(finding)
}

function manifestOf(
  window: Window,
  oscalVersion: OscalVersion,
  withheld: BundleManifest['withheld'],
  files: BundleManifest['files'],
): BundleManifest {
  const { checkpoint, before, later } = window
  return {
    format: 'witnessmark/bundle',
    version: 1,
    tool: `witnessmark ${version}`,
    window: {
      from: window.from,
      to: window.to,
      days: window.days === null ? null : [...window.days],
    },
    checkpoint: {
      origin: checkpoint.note.split('\n')[0] ?? '',
      size: checkpoint.size,
      root: checkpoint.root,
      at: checkpoint.at,
    },
    before: before ? { size: before.size, root: before.root } : null,
    ...(later ? { head: { size: later.checkpoint.size, root: later.checkpoint.root } } : {}),
    level: window.level,
    catalogue: window.catalogue,
    frameworks: window.frameworks.map(framework => framework.id),
    ...(window.assurance === null ? {} : { assurance: window.assurance }),
    redacted: window.redact,
    oscalVersion,
    tenants: window.tenants.map(tenant => ({
      id: tenant.id,
      service: tenant.service.id,
      title: tenant.title,
      assessments: tenant.moments.map(moment => ({
        at: moment.at,
        entry: moment.entry,
        findings: moment.findings,
        ...(moment.tree ? { tree: moment.tree } : {}),
        file: findingsFile(window, tenant, moment),
      })),
    })),
    withheld,
    files,
  }
}

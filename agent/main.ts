import { Command, CommanderError } from 'commander'
import { Problem } from './problem.ts'
import { exitCode } from './problems.ts'
import { usage } from './cli/usage.ts'
import { createContext } from './cli/context.ts'
import type { Context, Globals } from './cli/context.ts'
import { honourNetworkSettings } from './collect/network.ts'
import { version } from './version.ts'

// Each command's code is loaded when it is called: "witnessmark status" does not pay for the
// server.
const program = new Command('witnessmark')
  .description('Continuous, evidence-based proof that the settings of your SaaS tenants are right.')
  .version(version)
  .option(
    '--home <DIR>',
    'where everything is kept (else WITNESSMARK_HOME, else the data folder of your system)',
  )
  .option('--json', 'print data instead of text')
  .option('--no-input', 'never ask')
  .option('--quiet', 'only data and errors')
  .option('--exit-zero', 'exit 0 whatever was found')
  .exitOverride()
  .showHelpAfterError()
  .enablePositionalOptions(false)

function command(
  name: string,
  description: string,
  run: (
    context: Context,
    args: readonly string[],
    options: Record<string, never>,
  ) => Promise<number>,
): Command {
  return program
    .command(name)
    .description(description)
    .exitOverride()
    .option('--home <DIR>', 'where everything is kept')
    .option('--json', 'print data')
    .option('--no-input', 'never ask')
    .option('--quiet', 'only data and errors')
    .option('--exit-zero', 'exit 0 whatever was found')
    .action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command
      const context = createContext({ ...program.opts<Globals>(), ...self.opts<Globals>() })
      // Reading the system's authorities costs some 40 ms: only where a service may be asked.
      if (reaching.has(name)) honourNetworkSettings()
      const code = await run(context, self.args, self.opts())
      const outcome = code === exitCode.deviation || code === exitCode.unknown
      process.exitCode = context.exitZero && outcome ? 0 : code
    })
}
/** Commands that ask services. */
const reaching: ReadonlySet<string> = new Set([
  'connect',
  'scan',
  'serve',
  'demo',
  'doctor',
  'anchor',
  'alert',
])
const collect = (value: string, list: readonly string[] = []): string[] => [...list, value]

command('init', 'make the home', async context => (await import('./cli/init.ts')).init(context))
command(
  'connect',
  'connect a tenant with a read-only credential',
  async (context, [service], options) =>
    (await import('./cli/connect.ts')).connect(context, service ?? '', options),
)
  .argument('<service>')
  .option('--name <TENANT>', 'what to call it')
  .option('--set <KEY=VALUE>', 'organization=…, url=…, domain=… (repeat)', collect)
  .option('--schedule <CRON>', 'when to scan')
  .option('--credential-file <FILE>', 'where the credential is, such as a key file')
command(
  'disconnect',
  'forget a tenant and its credential; evidence stays',
  async (context, [tenant]) => (await import('./cli/connect.ts')).disconnect(context, tenant ?? ''),
).argument('<tenant>')
command('scan', 'read, judge and keep', async (context, tenants) =>
  (await import('./cli/scan.ts')).scanCommand(context, tenants),
).argument('[tenants...]')
command('status', 'each tenant as last assessed', async context =>
  (await import('./cli/status.ts')).status(context),
)
command('findings', 'the findings, filtered', async (context, _, options) =>
  (await import('./cli/findings.ts')).findings(context, options),
)
  .option('--tenant <TENANT>')
  .option('--outcome <OUTCOME>', 'pass, fail, unknown or not-applicable')
  .option('--severity <SEVERITY>')
  .option('--check <ID>')
  .option('--text <TEXT>')
command('diff', 'what changed since the run before', async (context, [tenant], options) =>
  (await import('./cli/diff.ts')).diffCommand(context, tenant, options),
)
  .argument('[tenant]')
  .option('--from <TIME>')
  .option('--to <TIME>')
command('catalogue', 'services, settings, checks, metrics, frameworks', async context =>
  (await import('./cli/catalogue.ts')).catalogue(context),
)
command(
  'exception',
  'accept a finding: add, apply, list, end',
  async (context, [act, id], options) => {
    const { exceptionAdd, exceptionApply, exceptionEnd, exceptionList } =
      await import('./cli/exception.ts')
    if (act === 'apply') return exceptionApply(context, id)
    if (act === 'list') return exceptionList(context)
    if (act === 'end' && id) return exceptionEnd(context, id)
    const { tenant, check, reason, until } = options as Record<string, string>
    if (act !== 'add' || !tenant || !check || !reason || !until)
      throw usage(
        'exception add --tenant T --check ID --reason WHY --until DAY [--resource ID] [--by WHO] | exception apply [ID] | exception list | exception end ID',
      )
    return exceptionAdd(context, {
      tenant,
      check,
      reason,
      until,
      resource: options['resource'],
      by: options['by'],
    })
  },
)
  .argument('<act>', 'add, apply, list or end')
  .argument('[id]')
  .option('--tenant <TENANT>')
  .option('--check <ID>')
  .option('--resource <ID>')
  .option('--reason <WHY>')
  .option('--until <DAY>')
  .option('--by <WHO>')
command('tenant', 'end a tenant, with a reason on record', async (context, [act, id], options) => {
  const { reason } = options as Record<string, string>
  if (act !== 'end' || !id || !reason) throw usage('tenant end TENANT --reason WHY')
  return (await import('./cli/tenant.ts')).tenantEnd(context, id, reason)
})
  .argument('<act>', 'end')
  .argument('[tenant]')
  .option('--reason <WHY>')
command('export', 'evidence for an auditor, a GRC tool or a SIEM', async (context, _, options) =>
  (await import('./cli/export.ts')).exportCommand(context, options),
)
  .option('--format <FORMAT>', 'bundle, oscal, ocsf, csv, xlsx or html')
  .option('--out <FILE>', 'outside of the home, or in its exports folder')
  .option('--force', 'replace a file that is there')
  .option('--from <DAY>')
  .option('--to <DAY>')
  .option('--tenant <TENANT>', 'only this one (repeat)', collect)
  .option('--framework <ID>', 'only this one (repeat)', collect)
  .option('--sample <DAYS>', 'the sealed records of just these days, with commas between')
  .option('--redact <WHAT>', 'personal: bodies that may name persons stay here')
  .option('--oscal-version <VERSION>', '1.1.2 unless given')
  .option('--ocsf-class <CLASS>', '2003 (compliance) unless 2004 (detection) is given')
command('verify', 'recompute the evidence log, or a bundle', async (context, [file], options) =>
  (await import('./cli/verify.ts')).verify(context, file, options),
)
  .argument('[file]', 'a bundle')
  .option('--oscal <FILE>', 'look for dangling references and duplicate uuids')
  .option(
    '--key <KEY>',
    'the verifier key that must have signed, or handed over to the one that did',
  )
  .option('--seen <FILE>', 'a checkpoint, bundle, report or time stamp that was kept elsewhere')
  .option('--witness <KEY>', 'the verifier key of a witness that must have cosigned')
  .option('--authority <FILE>', 'certificates (PEM) of an authority that must have stamped')
  .option('--every', 'recompute the findings of every assessment, not of the last ones only')
command(
  'key',
  'the key that auditors compare; rotate: the next one',
  async (context, [act], options) =>
    (await import('./cli/keep.ts')).keyCommand(context, act, options['reason']),
)
  .argument('[act]', 'rotate')
  .option('--reason <WHY>')
command('anchor', 'ask the configured time-stamping authority and witness now', async context =>
  (await import('./cli/keep.ts')).anchorCommand(context),
)
command(
  'erase',
  'take bodies, or all that names a person, out of the record',
  async (context, _, options) => (await import('./cli/keep.ts')).eraseCommand(context, options),
)
  .option('--entry <N>', 'the body of this log entry (repeat)', collect)
  .option('--person <TEXT>', 'all in which this text stands')
  .option('--reason <WHY>', 'kept for ever; without the name')
command('prune', 'take out what is older than the retention', async context =>
  (await import('./cli/keep.ts')).pruneCommand(context),
)
command(
  'backup',
  'a verified copy of the record, also while the agent runs',
  async (context, [file], options) =>
    (await import('./cli/backup.ts')).backupCommand(context, file ?? '', options),
)
  .argument('<file>')
  .option('--force', 'replace a file that is there')
command('restore', 'put a backup into the home', async (context, [file], options) =>
  (await import('./cli/backup.ts')).restoreCommand(context, file ?? '', options),
)
  .argument('<file>')
  .option('--replace', 'move what is there aside')
  .option('--accept', 'take one that this home did not sign, or that goes elsewhere')
command(
  'tiles',
  'the log as tlog-tiles, for a static web server',
  async (context, [folder], options) =>
    (await import('./cli/tiles.ts')).tilesCommand(context, folder ?? '', options),
)
  .argument('<dir>')
  .option('--force', 'into a folder that holds something else')
command('serve', 'dashboard, extension socket and schedules', async (context, _, options) =>
  (await import('./cli/serve.ts')).serve(context, options),
).option('--port <PORT>', 'instead of the configured one (7117)')
command(
  'service',
  'let the agent start with the machine: install, status, uninstall',
  async (context, [act], options) => {
    if (act !== 'install' && act !== 'status' && act !== 'uninstall')
      throw usage('service install [--system] [--print] | service status | service uninstall')
    return (await import('./cli/service.ts')).service(context, act, options)
  },
)
  .argument('<act>', 'install, status or uninstall')
  .option('--system', 'of the machine, as the user witnessmark; else of this user (systemd)')
  .option('--print', 'install: only show what the system would be given')
command('open', "a new address of the running agent's dashboard", async context =>
  (await import('./cli/open.ts')).open(context),
)
command('demo', 'fictional tenants, really scanned', async (_context, _, options) =>
  (await import('./cli/demo.ts')).demo(
    { ...program.opts<Globals>(), ...(options as Globals) },
    options,
  ),
)
  .option('--once', 'end after the scan')
  .option('--port <PORT>', 'of the dashboard; any free one otherwise')
command(
  'alert',
  'who is told of news: list, test, secret, resend',
  async (context, [act, what], options) => {
    const { alertList, alertResend, alertSecret, alertTest } = await import('./cli/alert.ts')
    if (act === 'list' && what === undefined) return alertList(context)
    if (act === 'test') return alertTest(context, what)
    if (act === 'secret' && what) return alertSecret(context, what, options['credentialFile'])
    if (act === 'resend' && what) return alertResend(context, what)
    throw usage('alert list | alert test [CHANNEL] | alert secret CHANNEL | alert resend ID')
  },
)
  .argument('<act>', 'list, test, secret or resend')
  .argument('[what]', 'a channel, or the id of an alert')
  .option('--credential-file <FILE>', 'secret: where it is')
command('doctor', 'what is in order here and what is not', async context =>
  (await import('./cli/doctor.ts')).doctor(context),
)
command(
  'import',
  'make an export of another tool, or a document, evidence',
  async (context, [tool, file], options) =>
    tool === 'document'
      ? (await import('./cli/document.ts')).documentCommand(context, file ?? '', options)
      : (await import('./cli/import.ts')).importCommand(
          context,
          tool ?? '',
          file ?? '',
          options['tenant'],
        ),
)
  .argument('<tool>', 'scubagear, scubagoggles, document')
  .argument('<file>')
  .option('--tenant <TENANT>', 'which tenant it is of')
  .option('--setting <ID>', 'document: what it shows')
  .option('--value <JSON>', 'document: how it is set')
  .option('--resource <ID>', 'document: of which thing')
  .option('--until <DAY>', 'document: when it is looked at again')
  .option('--by <WHO>', 'document: who states it')
command(
  'conformance',
  'run policy cases through importer, observations and checks',
  async (context, files, options) =>
    (await import('./cli/conformance.ts')).conformance(context, files, options),
)
  .argument('<files...>')
  .option('--now <TIME>')

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCode.usage
  else {
    process.stderr.write(`witnessmark: ${error instanceof Error ? error.message : String(error)}\n`)
    if (process.env['WITNESSMARK_DEBUG'] && error instanceof Error)
      process.stderr.write(`${error.stack}\n`)
    process.exitCode = error instanceof Problem ? error.exit : exitCode.failure
  }
}

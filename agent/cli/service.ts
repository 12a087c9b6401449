import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
import { exitCode } from '../problems.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { LAUNCHD_LABEL, launchdPlist, systemdUnit, windowsTask } from './service-units.ts'
import type { Unit } from './service-units.ts'

type ServiceOptions = { readonly system?: boolean; readonly print?: boolean }

/** How a system keeps a service: where its file is, what stands in it, what is run. */
type Manager = {
  readonly file: string
  readonly text: (unit: Unit) => string
  readonly encoding?: BufferEncoding
  readonly start: readonly (readonly string[])[]
  readonly stop: readonly (readonly string[])[]
  readonly ask: readonly string[]
}

const NAME = 'witnessmark'

function managerOf(platform: NodeJS.Platform, home: string, system: boolean): Manager {
  if (platform === 'darwin') {
    const file = join(homedir(), 'Library', 'LaunchAgents', `${LAUNCHD_LABEL}.plist`)
    const domain = `gui/${process.getuid?.() ?? 0}`
    return {
      file,
      text: launchdPlist,
      start: [['launchctl', 'bootstrap', domain, file]],
      stop: [['launchctl', 'bootout', `${domain}/${LAUNCHD_LABEL}`]],
      ask: ['launchctl', 'print', `${domain}/${LAUNCHD_LABEL}`],
    }
  }
  if (platform === 'win32') {
    const file = join(home, 'service.xml')
    return {
      file,
      text: windowsTask,
      encoding: 'utf16le',
      start: [
        ['schtasks', '/create', '/f', '/tn', NAME, '/xml', file],
        ['schtasks', '/run', '/tn', NAME],
      ],
      stop: [
        ['schtasks', '/end', '/tn', NAME],
        ['schtasks', '/delete', '/f', '/tn', NAME],
      ],
      ask: ['schtasks', '/query', '/tn', NAME],
    }
  }
  const systemctl = system ? ['systemctl'] : ['systemctl', '--user']
  const unit = `${NAME}.service`
  return {
    file: system
      ? join('/etc/systemd/system', unit)
      : join(homedir(), '.config', 'systemd', 'user', unit),
    text: systemdUnit,
    start: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', '--now', unit],
    ],
    stop: [[...systemctl, 'disable', '--now', unit]],
    ask: [...systemctl, 'is-active', unit],
  }
}

/**
 * `witnessmark service install | status | uninstall`: lets the agent start with the machine or the user;
 * what the system keeps of it is shown by `--print`. The home stays.
 * @throws Problem `service-failed` in the system's words
 */
export async function service(
  context: Context,
  act: 'install' | 'status' | 'uninstall',
  { system = false, print = false }: ServiceOptions,
): Promise<number> {
  const home = resolve(context.home)
  const manager = managerOf(process.platform, home, system)
  if (act === 'status') return status(context, manager)
  if (act === 'uninstall') {
    for (const command of manager.stop) run(command)
    rmSync(manager.file, { force: true })
    context.print(`${manager.file} is gone. The home stays: ${home}`)
    return exitCode.met
  }
  const text = manager.text(unitOf(home, system))
  if (print) {
    context.print(text.trimEnd())
    return exitCode.met
  }
  await invoke(context, 'init', {})
  mkdirSync(dirname(manager.file), { recursive: true })
  const encoded = manager.encoding ? Buffer.from(`\ufeff${text}`, manager.encoding) : text
  writeAtomically(manager.file, encoded, 0o644)
  for (const command of manager.start) {
    const { failed, said } = run(command)
    if (failed) throw new Problem('service-failed', { command: command.join(' '), detail: said })
  }
  context.print(`Installed as ${manager.file}; it runs now and after every start.`)
  context.say('Next: witnessmark service status, and witnessmark doctor for what it still needs')
  return exitCode.met
}

function status(context: Context, { file, ask }: Manager): number {
  const installed = existsSync(file)
  const running = installed && !run(ask).failed
  if (context.json) context.printJson('service', { file, installed, running })
  else
    context.print(`${file}: ${installed ? (running ? 'running' : 'not running') : 'not installed'}`)
  return running ? exitCode.met : exitCode.attention
}

function unitOf(home: string, system: boolean): Unit {
  const store = system ? '/etc' : join(homedir(), '.config')
  const passphrase = existsSync(join(store, 'credstore.encrypted', 'witnessmark-passphrase'))
  return { node: process.execPath, script: process.argv[1] ?? '', home, system, passphrase }
}

function run([command = '', ...args]: readonly string[]): { failed: boolean; said: string } {
  const { status: code, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  return { failed: code !== 0, said: error?.message ?? stderr.trim() }
}

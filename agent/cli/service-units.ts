import { join } from 'node:path'

/** What a service runs: this program with this Node, over this home. */
export type Unit = {
  readonly node: string
  readonly script: string
  readonly home: string
  /** Of the machine, under the user `witnessmark`; else of the user who installs it. */
  readonly system: boolean
  /** A passphrase was encrypted for it: docs/service.md. */
  readonly passphrase: boolean
}

const DESCRIPTION = 'Witnessmark: evidence of the settings of SaaS tenants'

/** What every unit takes from the process; Node compiles while it runs, so it may write and execute. */
const hardening = [
  'NoNewPrivileges=yes',
  'UMask=0077',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  'SystemCallArchitectures=native',
]
/** What only the machine's own manager can take. */
const systemHardening = [
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectControlGroups=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectProc=invisible',
  'ProcSubset=pid',
  'RemoveIPC=yes',
  'RestrictNamespaces=yes',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
]

/** https://www.freedesktop.org/software/systemd/man/systemd.exec.html */
export function systemdUnit({ node, script, home, system, passphrase }: Unit): string {
  const command = [node, script, 'serve', '--home', home, '--no-input'].map(systemdWord).join(' ')
  const lines = [
    '[Unit]',
    `Description=${DESCRIPTION}`,
    'After=network-online.target',
    ...(system ? ['Wants=network-online.target'] : []),
    '',
    '[Service]',
    `ExecStart=${command}`,
    'Restart=on-failure',
    'RestartSec=10',
    'TimeoutStopSec=60',
    ...(system
      ? ['User=witnessmark', 'Group=witnessmark', `ReadWritePaths=${systemdWord(home)}`]
      : []),
    ...(passphrase ? ['LoadCredentialEncrypted=witnessmark-passphrase'] : []),
    ...hardening,
    ...(system ? systemHardening : []),
    '',
    '[Install]',
    `WantedBy=${system ? 'multi-user.target' : 'default.target'}`,
  ]
  return `${lines.join('\n')}\n`
}

/** Quoted, with what systemd would expand as it is. */
function systemdWord(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
  return `"${escaped}"`
}

export const LAUNCHD_LABEL = 'witnessmark.agent'

/** A launch agent of the user: https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup */
export function launchdPlist({ node, script, home }: Unit): string {
  const words = [node, script, 'serve', '--home', home, '--no-input']
  const log = join(home, 'service.log')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${LAUNCHD_LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${words.map(word => `    <string>${xml(word)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ThrottleInterval</key><integer>10</integer>
  <key>Umask</key><integer>63</integer>
  <key>StandardErrorPath</key><string>${xml(log)}</string>
</dict>
</plist>
`
}

/** A task of the user that begins at sign-in: https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema */
export function windowsTask({ node, script, home }: Unit): string {
  const rest = [script, 'serve', '--home', home, '--no-input'].map(word => `"${word}"`).join(' ')
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>${xml(DESCRIPTION)}</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>10</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>${xml(node)}</Command><Arguments>${xml(rest)}</Arguments></Exec>
  </Actions>
</Task>
`
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

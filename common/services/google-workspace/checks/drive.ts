import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit, wholeTenant } from './units.ts'

export const driveChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.shared-drive-settings-fixed',
    title:
      'Agencies SHOULD NOT allow members with manager access to override shared Google Drive creation settings',
    metric: 'member-privileges-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.2.1v1', 'SHOULD NOT'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['shared-drive-manager-override'],
      deviates: 'u.sharedDriveManagerOverride != false',
    }),
    expected: 'Managers cannot override',
    steps: [
      'Uncheck the Allow members with manager access to override the settings below checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.shared-drive-non-members-allowed',
    title:
      'Agencies SHALL allow users who are not members of a shared Google Drive to be added to files',
    metric: 'least-privilege-default',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.2.2v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['shared-drive-non-members'],
      deviates: 'u.sharedDriveNonMembers != true',
    }),
    expected: 'On',
    steps: [
      "Check the Allow people who aren't shared drive members to be added to files checkbox.",
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-security-update-applied',
    title: 'Agencies SHALL enable the security update for Google Drive files',
    metric: 'anonymous-links-restricted',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.3.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-security-update', 'drive-security-update-by-users'],
      deviates:
        'u.driveSecurityUpdate != "APPLY_TO_IMPACTED_FILES" || u.driveSecurityUpdateByUsers != false',
    }),
    expected: 'Applied to all impacted files, not changed by users',
    steps: [
      'Select Apps > Google Workspace > Drive and Docs.',
      'Select Sharing settings > Security update for files.',
      'Select Apply security update to all impacted files.',
      'Uncheck the Allow users to remove/apply the security update for files they own or manage checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-sdk-off',
    title: 'Agencies SHOULD disable Google Drive SDK access',
    metric: 'api-access-restricted',
    severity: 'medium',
    ...scuba('GWS.DRIVEDOCS.4.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-sdk'],
      deviates: 'u.driveSdk != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Google Workspace > Drive and Docs.',
      'Select Features and Applications > Drive SDK.',
      'Uncheck the Allow users to access Google Drive with the Drive SDK API checkbox.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-desktop-authorized',
    title: 'Google Drive for Desktop SHALL be enabled for authorized devices only',
    metric: 'managed-devices-required',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.5.1v1', 'SHALL'),
    rule: everyUnit({
      whereOn: 'drive-service',
      reads: ['drive-desktop', 'drive-desktop-authorized-only'],
      deviates: 'u.driveDesktop != false && u.driveDesktopAuthorizedOnly != true',
    }),
    expected: 'Off, or on authorized devices only',
    steps: [
      'Select Menu > Apps > Google Workspace > Drive and Docs.',
      'Select Google Drive for Desktop.',
      'Select Enable Drive for Desktop.',
      'Uncheck the Allow Google Drive for desktop in your organization checkbox.',
      'Check the Allow Google Drive for desktop in your organization checkbox.',
      'Check the Only allow Google Drive for desktop on authorized devices checkbox.',
      'Ensure authorized devices are added to company-owned inventory.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.drive-ransomware-monitored',
    title: 'Monitoring for potential ransomware corruption SHALL be enabled',
    metric: 'malware-protection-enabled',
    severity: 'high',
    ...scuba('GWS.DRIVEDOCS.5.2v1', 'SHALL'),
    rule: wholeTenant({
      reads: ['drive-ransomware-monitoring'],
      test: 'driveRansomwareMonitoring',
    }),
    expected: 'On',
    steps: [
      'Select Menu > Apps > Google Workspace > Drive and Docs.',
      'Select Malware and Ransomware.',
      'Ensure Drive automatically monitors unusual file changes to identify potential ransomware corruption is set to ON.',
    ],
  }),
]

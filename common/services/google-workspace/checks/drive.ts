import type { CheckSource } from '../../../model/index.ts'
import { tenantCheck, unitCheck } from './define.ts'

export const driveChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'shared-drive-settings-fixed', policy: 'GWS.DRIVEDOCS.2.1v1', criticality: 'SHOULD NOT', metric: 'member-privileges-restricted', severity: 'medium',
    title: 'Agencies SHOULD NOT allow members with manager access to override shared Google Drive creation settings',
    service: 'drive-service', reads: ['shared-drive-manager-override'],
    deviates: 'u.sharedDriveManagerOverride != false',
    expected: 'Managers cannot override',
    steps: ['Uncheck the Allow members with manager access to override the settings below checkbox.'],
  }),
  unitCheck({
    name: 'shared-drive-non-members-allowed', policy: 'GWS.DRIVEDOCS.2.2v1', criticality: 'SHALL', metric: 'least-privilege-default', severity: 'high',
    title: 'Agencies SHALL allow users who are not members of a shared Google Drive to be added to files',
    service: 'drive-service', reads: ['shared-drive-non-members'],
    deviates: 'u.sharedDriveNonMembers != true',
    expected: 'On',
    steps: ['Check the Allow people who aren\'t shared drive members to be added to files checkbox.'],
  }),
  unitCheck({
    name: 'drive-security-update-applied', policy: 'GWS.DRIVEDOCS.3.1v1', criticality: 'SHALL', metric: 'anonymous-links-restricted', severity: 'high',
    title: 'Agencies SHALL enable the security update for Google Drive files',
    service: 'drive-service', reads: ['drive-security-update', 'drive-security-update-by-users'],
    deviates: 'u.driveSecurityUpdate != "APPLY_TO_IMPACTED_FILES" || u.driveSecurityUpdateByUsers != false',
    expected: 'Applied to all impacted files, not changed by users',
    steps: ['Select Apps > Google Workspace > Drive and Docs.', 'Select Sharing settings > Security update for files.', 'Select Apply security update to all impacted files.', 'Uncheck the Allow users to remove/apply the security update for files they own or manage checkbox.'],
  }),
  unitCheck({
    name: 'drive-sdk-off', policy: 'GWS.DRIVEDOCS.4.1v1', criticality: 'SHOULD', metric: 'api-access-restricted', severity: 'medium',
    title: 'Agencies SHOULD disable Google Drive SDK access',
    service: 'drive-service', reads: ['drive-sdk'],
    deviates: 'u.driveSdk != false',
    expected: 'Off',
    steps: ['Select Apps > Google Workspace > Drive and Docs.', 'Select Features and Applications > Drive SDK.', 'Uncheck the Allow users to access Google Drive with the Drive SDK API checkbox.'],
  }),
  unitCheck({
    name: 'drive-desktop-authorized', policy: 'GWS.DRIVEDOCS.5.1v1', criticality: 'SHALL', metric: 'managed-devices-required', severity: 'high',
    title: 'Google Drive for Desktop SHALL be enabled for authorized devices only',
    service: 'drive-service', reads: ['drive-desktop', 'drive-desktop-authorized-only'],
    deviates: 'u.driveDesktop != false && u.driveDesktopAuthorizedOnly != true',
    expected: 'Off, or on authorized devices only',
    steps: ['Select Menu > Apps > Google Workspace > Drive and Docs.', 'Select Google Drive for Desktop.', 'Select Enable Drive for Desktop.', 'Uncheck the Allow Google Drive for desktop in your organization checkbox.', 'Check the Allow Google Drive for desktop in your organization checkbox.', 'Check the Only allow Google Drive for desktop on authorized devices checkbox.', 'Ensure authorized devices are added to company-owned inventory.'],
  }),
  tenantCheck({
    name: 'drive-ransomware-monitored', policy: 'GWS.DRIVEDOCS.5.2v1', criticality: 'SHALL', metric: 'malware-protection-enabled', severity: 'high',
    title: 'Monitoring for potential ransomware corruption SHALL be enabled',
    reads: ['drive-ransomware-monitoring'],
    test: 'driveRansomwareMonitoring',
    expected: 'On',
    steps: ['Select Menu > Apps > Google Workspace > Drive and Docs.', 'Select Malware and Ransomware.', 'Ensure Drive automatically monitors unusual file changes to identify potential ransomware corruption is set to ON.'],
  }),
]

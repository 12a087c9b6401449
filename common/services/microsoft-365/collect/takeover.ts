/**
 * Permissions by which an application can make itself, or somebody, a global administrator, alone
 * or through what a tenant usually has, each with how. Names are Microsoft's
 * (https://learn.microsoft.com/graph/permissions-reference), most ways are described path by path in
 * https://github.com/emiliensocchi/azure-tiering (tier 0, August 2026). Left out is what only
 * endangers other tenants or the service's availability, takes a way to sign in away, or adds a
 * second factor that signs nobody in by itself.
 */
export const takeover: ReadonlyMap<string, string> = new Map([
  ['RoleManagement.ReadWrite.Directory', 'gives any role'],
  ['RoleManagementPolicy.ReadWrite.AzureADGroup', 'sets the rules by which a role group is joined'],
  ['RoleManagementPolicy.ReadWrite.Directory', 'sets the rules by which a role is taken'],
  ['RoleAssignmentSchedule.ReadWrite.Directory', 'gives any role for a time'],
  ['RoleEligibilitySchedule.ReadWrite.Directory', 'makes anybody eligible for any role'],
  ['PrivilegedAccess.ReadWrite.AzureAD', 'gives any role, by the earlier API'],
  ['PrivilegedAccess.ReadWrite.AzureADGroup', 'puts anybody into a role group'],
  [
    'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    'puts anybody into a role group for a time',
  ],
  [
    'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
    'makes anybody eligible for a role group',
  ],
  ['AdministrativeUnit.ReadWrite.All', 'takes administrators out of the unit that shields them'],
  ['AppRoleAssignment.ReadWrite.All', 'grants itself any application right'],
  ['DelegatedPermissionGrant.ReadWrite.All', 'grants itself any right of who signs in'],
  ['Policy.ReadWrite.PermissionGrant', 'lets itself be consented to'],
  ['Application.ReadUpdate.All', 'adds a credential to any application'],
  ['Application.ReadWrite.All', 'adds a credential to any application'],
  ['Application.ReadWrite.OwnedBy', 'adds a credential to the applications that it owns'],
  ['AgentIdentityBlueprint.AddRemoveCreds.All', "adds a credential to any agent's blueprint"],
  ['AgentIdentityBlueprint.ReadWrite.All', "adds a credential to any agent's blueprint"],
  ['Directory.ReadWrite.All', 'writes applications, groups and their members'],
  ['Directory.AccessAsUser.All', 'does whatever the administrator who signed in may'],
  ['EntitlementManagement.ReadWrite.All', 'hands out a package with a role or a group in it'],
  ['Group-OnPremisesSyncBehavior.ReadWrite.All', 'hands a role group to the directory on premises'],
  ['Group.ReadWrite.All', 'joins a group that holds something'],
  ['GroupMember.ReadWrite.All', 'joins a group that holds something'],
  ['SignInIdentifier.ReadWrite.All', 'changes by what somebody signs in'],
  ['User.ReadWrite.All', 'changes people, their passwords among them'],
  [
    'User-OnPremisesSyncBehavior.ReadWrite.All',
    'hands a person, with their password, to the directory on premises',
  ],
  ['User-PasswordProfile.ReadWrite.All', 'sets passwords'],
  ['UserAuthenticationMethod.ReadWrite.All', 'adds any way to sign in'],
  ['UserAuthMethod-HardwareOATH.ReadWrite.All', 'adds a token that signs in by itself'],
  ['UserAuthMethod-Passkey.ReadWrite.All', 'adds a passkey'],
  ['UserAuthMethod-Password.ReadWrite.All', 'resets passwords'],
  ['UserAuthMethod-Phone.ReadWrite.All', 'adds a telephone that signs in by text message'],
  ['UserAuthMethod-QR.ReadWrite.All', 'adds a QR code that signs in'],
  ['UserAuthMethod-TAP.ReadWrite.All', 'adds a temporary access pass'],
  ['Domain.ReadWrite.All', 'federates a domain with a server of its own'],
  ['Domain-InternalFederation.ReadWrite.All', 'federates a domain with a server of its own'],
  [
    'OnPremDirectorySynchronization.ReadWrite.All',
    'resets the password of the account that synchronizes people, and lifts what limits it',
  ],
  ['Organization.ReadWrite.All', 'adds an authority for certificates that sign in'],
  ['Policy.ReadWrite.AuthenticationMethod', 'switches on a way to sign in that it can use'],
  ['PublicKeyInfrastructure.ReadWrite.All', 'adds an authority for certificates that sign in'],
  ['Synchronization.ReadWrite.All', 'changes how people are synchronized'],
  ['DeviceManagementConfiguration.ReadWrite.All', "runs a script on an administrator's device"],
  ['DeviceManagementRBAC.ReadWrite.All', 'gives itself the role by which devices are commanded'],
  ['DeviceManagementScripts.ReadWrite.All', "runs a script on an administrator's device"],
])

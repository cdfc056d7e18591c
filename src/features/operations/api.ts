// What others may import of this room.

export { type RestoreSummary, refuseRestore, restoreBackup } from './backup/restore-backup.ts'
export { type BackupSummary, writeBackup } from './backup/write-backup.ts'

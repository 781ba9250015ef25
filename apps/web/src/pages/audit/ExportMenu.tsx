import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { auditExportPath } from "../../api/audit-queries.ts";
import type { AuditFilter, AuditScope } from "../../api/audit-queries.ts";

/** Every entry that the filter leaves, not only this page, as a file. */
export function ExportMenu({ scope, filter }: { readonly scope: AuditScope; readonly filter: AuditFilter }) {
  return (
    <Menu width={220}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All entries of this filter</Menu.Label>
        <Menu.Item component="a" href={auditExportPath(scope, filter, "csv")} download>
          CSV, for a spreadsheet
        </Menu.Item>
        <Menu.Item component="a" href={auditExportPath(scope, filter, "json-lines")} download>
          JSON lines, for programs
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

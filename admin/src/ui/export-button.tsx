import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { downloadCsv } from "../api/download-csv.ts";
import { Problem } from "./states.tsx";
import { today } from "./days.ts";
import { useWriting } from "./use-business.ts";

interface ExportProps {
  /** A list of the API. */
  readonly path: string;
  /** Its filters as they are on the screen, with how many rows a page is to have where it has pages. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** What the file is called, before the day. */
  readonly name: string;
}

/** All rows of a list as a file for a spreadsheet, not only those that are shown. */
export function ExportButton({ path, query, name }: ExportProps) {
  const { timezone } = useWriting();
  const [pages, setPages] = useState(0);
  const run = useMutation({
    mutationFn: () => downloadCsv(path, query, `${name}-${today(timezone)}`, setPages),
    onSettled: () => setPages(0),
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={17} aria-hidden />}
        disabled={run.isPending}
        onClick={() => run.mutate()}
      >
        {pages > 1 ? `Exporting, page ${pages}` : "Export CSV"}
      </Button>
      <div className="action-problem">
        <Problem error={run.error} />
      </div>
    </>
  );
}

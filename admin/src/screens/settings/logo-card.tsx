import { Button, FileButton } from "@mantine/core";
import { changeBusiness } from "../../api/session.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness } from "../../ui/use-business.ts";
import { PictureProblem, scalePicture } from "./scale-picture.ts";

/** The logo as it is now, to exchange or take away; both happen at once, without Save. */
export function LogoCard({ isReadOnly }: { isReadOnly: boolean }) {
  const { logo, name } = useBusiness();
  const upload = useAction(async (file: File) =>
    changeBusiness({ logo: await scalePicture(file) }),
  );
  const remove = useAction(() => changeBusiness({ logo: null }));
  const choose = (file: File | null) => {
    if (file) upload.mutate(file);
  };
  return (
    <Card title="Logo">
      <div className="stack">
        <div className="row wrap">
          {logo !== null && (
            <span className="logo-preview">
              <img src={new URL(logo).pathname} alt={`Logo of ${name}`} />
            </span>
          )}
          <FileButton onChange={choose} accept="image/png,image/jpeg" disabled={isReadOnly}>
            {(props) => (
              <Button {...props} variant="default" loading={upload.isPending} disabled={isReadOnly}>
                {logo === null ? "Choose a picture" : "Replace"}
              </Button>
            )}
          </FileButton>
          {logo !== null && (
            <Button
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              disabled={isReadOnly}
              onClick={() => remove.mutate(undefined)}
            >
              Remove
            </Button>
          )}
        </div>
        <p className="muted small">
          A PNG or JPEG, shown beside your name on invoice pages, receipts and PDFs. It is made
          small enough for every phone before it is sent. Without one, your initials are shown.
        </p>
        {upload.error instanceof PictureProblem ? (
          <Notice tone="problem" isAlert>
            {upload.error.message}
          </Notice>
        ) : (
          <Problem error={upload.error ?? remove.error} />
        )}
      </div>
    </Card>
  );
}

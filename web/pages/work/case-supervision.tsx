import { Form, Input } from "antd";
import { useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { CaseDetail } from "./answers.ts";
import { useCaseSend } from "./case-send.ts";
import { FormDrawer, mustFill } from "./form-drawer.tsx";

type Supervision = "supervise" | "lift";

/** 督办 or 解除督办, for whom the platform says may: its words, what opens it, and the form while it is open. */
export function useSupervision(item: CaseDetail) {
  const [open, setOpen] = useState<Supervision>();
  const may = item.may.supervision;
  return {
    offer: may && { title: titleOf(may), open: () => setOpen(may) },
    drawer: open && <SupervisionDrawer item={item} act={open} onClose={() => setOpen(undefined)} />,
  };
}

const titleOf = (act: Supervision): string =>
  act === "lift" ? t("解除督办", "Lift supervision") : t("督办", "Supervise");

type DrawerProps = Readonly<{ item: CaseDetail; act: Supervision; onClose: () => void }>;

function SupervisionDrawer({ item, act, onClose }: DrawerProps) {
  const perform = useCaseSend(item.id, act === "lift" ? "supervision/lift" : "supervision");
  const lift = act === "lift";
  const note = lift ? t("解除理由", "Reason") : t("督办要求", "What is demanded");
  const organ = item.organ?.name ?? "";
  return (
    <FormDrawer<{ note: string }>
      title={`${titleOf(act)} · ${item.number}`}
      intro={
        lift
          ? t(`解除后通知${organ}，理由记入办理经过。`, `${organ} is told; the reason stays in the timeline.`)
          : t(
              `督办要求通知${organ}并记入办理经过，案件列入双方“督办”清单。`,
              `${organ} is told; the case stands in both sides' lists until it is lifted.`,
            )
      }
      submit={titleOf(act)}
      titles={{ note }}
      onSubmit={(values) => perform.mutateAsync(values)}
      onClose={onClose}
    >
      <Form.Item name="note" label={note} required rules={[mustFill(note)]}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} maxLength={5000} showCount />
      </Form.Item>
    </FormDrawer>
  );
}

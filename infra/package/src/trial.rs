/// The least that is an executable: an ELF header and one program header, as the ELF-64 specification lays them out; with
/// an interpreter's name, it asks for that one.
pub(crate) fn elf(machine: u16, interpreter: Option<&str>) -> Vec<u8> {
    const PT_LOAD: u32 = 1;
    const PT_INTERP: u32 = 3;
    let name = interpreter.map(|name| format!("{name}\0")).unwrap_or_default();
    let mut bytes = b"\x7fELF\x02\x01\x01".to_vec(); // 64 bits, little end first, version 1
    bytes.resize(16, 0);
    for half in [2, machine] {
        bytes.extend(half.to_le_bytes()); // ET_EXEC, machine
    }
    bytes.extend(1_u32.to_le_bytes()); // version
    for word in [0x40_0000_u64, 64, 0] {
        bytes.extend(word.to_le_bytes()); // entry, program headers, no section headers
    }
    bytes.extend(0_u32.to_le_bytes()); // flags
    for half in [64_u16, 56, 1, 64, 0, 0] {
        bytes.extend(half.to_le_bytes()); // sizes and counts of headers
    }
    let kind = if interpreter.is_some() { PT_INTERP } else { PT_LOAD };
    bytes.extend(kind.to_le_bytes());
    bytes.extend(4_u32.to_le_bytes()); // readable
    let length = name.len() as u64;
    for word in [120, 120, 120, length, length, 1] {
        bytes.extend(word.to_le_bytes()); // offset, addresses, sizes, alignment
    }
    bytes.extend(name.as_bytes());
    bytes
}

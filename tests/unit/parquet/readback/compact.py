"""Thrift's compact protocol, read into dictionaries of field number to value: a reader of headers that knows nothing of weir."""
import struct

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)


class Reader:
    def __init__(self, data, at=0):
        self.data = data
        self.at = at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7f) << shift
            if byte < 0x80:
                return value
            shift += 7

    def zigzag(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def bytes(self):
        length = self.varint()
        assert self.at + length <= len(self.data), "bytes run past the end"
        self.at += length
        return bytes(self.data[self.at - length:self.at])

    def list(self):
        header = self.byte()
        count = header >> 4
        if count == 15:
            count = self.varint()
        return [self.value(header & 15) for _ in range(count)]

    def struct(self):
        fields, last = {}, 0
        while True:
            header = self.byte()
            if header == 0:
                return fields
            last = last + (header >> 4) if header >> 4 else self.zigzag()
            assert last not in fields, f"field {last} is there twice"
            kind = header & 15
            fields[last] = kind == TRUE if kind in (TRUE, FALSE) else self.value(kind)

    def value(self, kind):
        if kind in (I16, I32, I64):
            return self.zigzag()
        if kind == BINARY:
            return self.bytes()
        if kind == LIST:
            return self.list()
        if kind == STRUCT:
            return self.struct()
        if kind in (TRUE, FALSE):  # in a list a boolean is a byte
            return self.byte() == TRUE
        if kind == DOUBLE:
            self.at += 8
            return struct.unpack_from("<d", self.data, self.at - 8)[0]
        raise AssertionError(f"type {kind} of the compact protocol")

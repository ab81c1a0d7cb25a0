namespace GenEmu.Plugins.Virtio;

/// <summary>What a request asks for (virtio 1.1, section 5.2.6).</summary>
internal enum BlockRequestType : uint
{
    /// <summary>VIRTIO_BLK_T_IN: sectors from the disk.</summary>
    Read = 0,

    /// <summary>VIRTIO_BLK_T_OUT: sectors onto the disk.</summary>
    Write = 1,

    /// <summary>VIRTIO_BLK_T_FLUSH: everything written so far reaches the host's disk.</summary>
    Flush = 4,

    /// <summary>VIRTIO_BLK_T_GET_ID: twenty bytes of name.</summary>
    GetId = 8,
}
